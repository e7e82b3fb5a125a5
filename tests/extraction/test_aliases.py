"""Alias tables: exact names, proposals, and files that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.errors import RecordError
from stancekit.extraction.aliases.tables import AliasTable

TABLE = {"United States": ["US", "Washington"], "Mohammad Galibov": ["M. Galibov"]}


def test_case_accents_and_article_do_not_count() -> None:
    table = AliasTable({"Côte d'Ivoire": ["Ivory Coast"], **TABLE})
    assert table.canonical("cote d'ivoire") == "Côte d'Ivoire"
    assert table.canonical("the U.S.") == "United States"
    assert table.canonical("m galibov") == "Mohammad Galibov"
    assert table.canonical("Galibov") is None
    assert len(table) == 3
    assert list(table) == ["Côte d'Ivoire", "United States", "Mohammad Galibov"]


def test_a_proposal_is_no_match() -> None:
    table = AliasTable(TABLE)
    assert table.canonical("Mohammed Ghalibov") is None
    assert table.propose("Mohammed Ghalibov") == "Mohammad Galibov"
    assert table.propose("Ada Lorn") is None
    assert table.propose("") is None


def test_no_proposal_between_two_equals() -> None:
    table = AliasTable({"Ali Rad": [], "Ali Red": []})
    assert table.propose("Ali Rid") is None
    assert table.propose("Ali Rad") == "Ali Rad"


def test_an_alias_of_two_names_is_refused() -> None:
    with pytest.raises(RecordError, match=r"'us' stands for both"):
        AliasTable({"United States": ["US"], "Uslar": ["us"]})


def test_a_bare_string_is_refused() -> None:
    with pytest.raises(RecordError, match="list of names"):
        AliasTable({"United States": "US"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"United States": ["US", "Washington"]}'),
        ("a.toml", '"United States" = ["US", "Washington"]'),
        ("a.csv", "\ufeffUnited States,US,Washington\n\n"),
        ("a.csv", "# 0.85 in a; b\nUnited States,US,Washington\n"),
        ("a.csv", '"# 0.85 in a, b, c, d, e and 4 more";;\nUnited States;US;Washington\n'),
    ],
)
def test_files(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert AliasTable.load(path).canonical("Washington") == "United States"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{\n1}", r"a\.json:2: isn't JSON"),
        ("a.json", "[]", "an alias table is an object"),
        ("a.json", '{"A": ["x"],\n"B": ["x"]}', r"a\.json:2: 'x' stands for both 'A' and 'B'"),
        ("a.json", '{"A": "x"}', "the aliases of 'A' are a list"),
        ("a.json", '{"A": [""]}', "an alias of 'A' is empty"),
        ("a.toml", "A = [", r"a\.toml(:1)?: isn't TOML"),
        ("a.csv", "A,x\nB,x\n", r"a\.csv:2: 'x' stands for both"),
        ("a.csv", "A,x\n,y\n", r"a\.csv:2: the first cell"),
        ("a.csv", '"A,x\n', r"a\.csv(:\d)?: isn't CSV"),
        ("a.txt", "", r"\.json, \.toml or \.csv"),
    ],
)
def test_wrong_files_say_where(tmp_path: Path, name: str, content: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=message) as caught:
        AliasTable.load(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="can't be read"):
        AliasTable.load(tmp_path / "none.json")
    path = tmp_path / "latin.csv"
    path.write_bytes("Café,x".encode("latin-1"))
    with pytest.raises(RecordError, match="isn't UTF-8"):
        AliasTable.load(path)


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.lists(st.text(max_size=8)), max_size=4))
def test_every_alias_is_found_again(aliases: dict[str, list[str]]) -> None:
    try:
        table = AliasTable(aliases)
    except RecordError:
        return
    for name, others in aliases.items():
        for alias in (name, *others):
            assert table.canonical(alias) == name
            assert table.propose(alias) == name
