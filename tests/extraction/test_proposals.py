"""Proposals of names that are one over documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stancekit.errors import RecordError
from stancekit.extraction.aliases import proposals
from stancekit.extraction.aliases.proposals import propose_aliases
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.extraction.aliases.transliteration import name_similarity

Records = list[dict[str, Any]]


def records(documents: Mapping[str, Iterable[str | None]]) -> Records:
    return [
        {"id": where, "statements": [{"speaker": name} for name in names]}
        for where, names in documents.items()
    ]


def groups(found: Records, **options: float) -> list[set[str]]:
    return [{one.name, *one.aliases} for one in propose_aliases(found, **options)]


def test_spellings_initials_acronyms_and_lone_surnames() -> None:
    found = records(
        {
            "a": ["Mohammad Bagher Qalibov", "Northern Lakes Union", "senior official", None],
            "b": ["Mohammad Ghalibov", "NLU", "senior officials"],
            "c": ["Galibov", "A. Velk"],
            "d": ["Ada Velk", "Northern Lákes Union"],
        }
    )
    assert {frozenset(one) for one in groups(found)} == {
        frozenset({"Northern Lakes Union", "Northern Lákes Union", "NLU"}),
        frozenset({"Ada Velk", "A. Velk"}),
        frozenset({"Mohammad Bagher Qalibov", "Mohammad Ghalibov", "Galibov"}),
    }
    person = next(one for one in propose_aliases(found) if "Galibov" in one.aliases)
    assert person.name == "Mohammad Bagher Qalibov"
    assert person.documents == ("a", "b", "c")
    assert 0.5 < person.score < 0.9


def test_people_of_one_document_stay_apart() -> None:
    assert groups(records({"a": ["Ada Lorn", "Ada Lorne"]})) == []
    # Once "Ada Lorn" is also the one of b, the one of c can't be both.
    found = groups(records({"a": ["Sergei Lorn"], "b": ["Sergey Lorn", "Sergej Lorn"]}))
    assert len(found) == 1
    assert len(found[0]) == 2


def test_what_fits_two_is_not_proposed() -> None:
    assert groups(records({"a": ["Lorn"], "b": ["Ada Lorn"], "c": ["Tom Lorn"]})) == []
    two = {"a": ["NLU"], "b": ["Northern Lakes Union"], "c": ["National Labour Union"]}
    assert groups(records(two)) == []
    assert groups(records({"a": ["Hassan Rad"], "b": ["Hussein Rad"]})) == []


def test_the_least_score() -> None:
    found = records({"a": ["Lorn"], "b": ["Ada Lorn"]})
    assert groups(found) == [{"Lorn", "Ada Lorn"}]
    assert groups(found, least=0.8) == []


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"statements": []}, "has an 'id'"),
        ({"id": "a"}, "a: has no list of 'statements'"),
        ({"id": "a", "statements": "x"}, "no list of 'statements'"),
        ({"id": "a", "statements": ["x"]}, "'speaker' is a string or null"),
        ({"id": "a", "statements": [{"speaker": 3}]}, "'speaker' is a string or null"),
        ("x", "has an 'id'"),
    ],
)
def test_what_is_no_analysis_is_refused(record: Any, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        propose_aliases([record])


def test_a_document_that_failed_has_no_speakers() -> None:
    assert propose_aliases([{"id": "a", "error": {"type": "x", "message": "y"}}]) == []


GIVEN = [
    "Ada",
    "Ada Maria",
    "A.",
    "Sergei",
    "Sergey",
    "Mohammed",
    "Mohamad",
    "Tom",
    "Volodymyr",
    "",
]
SURNAMES = ["Lorn", "Lorne", "Qalibov", "Ghalibov", "Zelensk", "Zelenskyy", "al-Rad", "Rad", "Ràd"]
NAMES = st.one_of(
    st.builds(lambda a, b: f"{a} {b}".strip(), st.sampled_from(GIVEN), st.sampled_from(SURNAMES)),
    st.sampled_from(["United Nations", "UN", "U.N.", "Lakes Union", "LU", "the envoy", "Rad Ada"]),
    st.text(max_size=6),
)
DOCUMENTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sets(NAMES, max_size=5))


@given(DOCUMENTS, st.randoms())
@settings(deadline=None)
def test_people_of_one_document_are_never_merged(
    documents: dict[str, set[str]], random: Any
) -> None:
    given = records(documents)
    found = propose_aliases(given)
    for one in found:
        for names in documents.values():
            assert len(names & {one.name, *one.aliases}) <= 1
    shuffled = list(given)
    random.shuffle(shuffled)
    assert propose_aliases(shuffled) == found


@given(DOCUMENTS)
@example({"a": {"A"}, "b": {":A", "a"}})
@settings(deadline=None)
def test_renamed_documents_give_no_new_proposals(documents: dict[str, set[str]]) -> None:
    found = propose_aliases(records(documents))
    table = AliasTable({one.name: one.aliases for one in found})
    renamed = {
        where: {table.canonical(name) or name for name in names}
        for where, names in documents.items()
    }
    assert propose_aliases(records(renamed)) == []
    # Nor does the table make one of two who speak in one document.
    assert all(len(renamed[where]) == len(names) for where, names in documents.items())


@pytest.mark.parametrize(
    "make",
    [
        lambda n: f"Mohammed Ali{n % 7} Rad",
        lambda n: f"{chr(65 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676 % 26)}a Lorn",
        lambda n: "Rad" + "o" * (n % 40) + chr(97 + n % 26) * 2,
    ],
)
def test_few_of_many_like_names_are_compared(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def comparisons(size: int) -> int:
        compared = 0

        def counted(one: str, other: str) -> float:
            nonlocal compared
            compared += 1
            return name_similarity(one, other)

        monkeypatch.setattr(proposals, "name_similarity", counted)
        propose_aliases(records({str(n): [make(n)] for n in range(size)}))
        return compared

    # 16 times as many for four times the names would be all with all.
    assert comparisons(1200) < 7 * max(comparisons(300), 300)
