from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stancekit
from stancekit import Document, RecordError, read
from stancekit.reading import ReadingWarning, RecordFailure, Source, read_statements
from stancekit.reading.encoding import decode
from stancekit.reading.fields import iso_date
from stancekit.reading.language import looks_foreign

ARTICLE = "Envoys meet\r\n\r\nThe envoy of Lorna said that the talks would go on.\r\n"


def read_all(path: Path | list[Path], **options: object) -> list[Document | RecordFailure]:
    return list(stancekit.read(path, on_error="yield", **options))  # type: ignore[call-overload]


def test_a_text_file_is_one_document(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes(b"\xef\xbb\xbf" + ARTICLE.encode())
    (document,) = stancekit.read(path)
    assert document.id == "one"
    assert document.text == ARTICLE
    assert document.title == "Envoys meet"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t"), min_size=1)
)
def test_utf8_text_comes_back_code_point_by_code_point(text: str) -> None:
    mark = "\ufeff"
    expected = text.removeprefix(mark)
    assert decode(text.encode(), "x") == expected
    assert decode(("x" + text).encode("utf-8-sig"), "x") == "x" + text
    assert decode(("x" + text).encode("utf-16"), "x") == "x" + text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The envoy said “no”. It’s over — for now.", "cp1252"),
        ("The café in Zürich was where the envoys met, said Müller.", "latin-1"),
        ("Посол заявил, что переговоры будут продолжены завтра. " * 4, "cp1251"),
        ("会談を開く用意があると述べた。" * 8, "cp932"),
    ],
)
def test_other_encodings_are_told_and_said_so(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(text.encode(encoding))
    with pytest.warns(ReadingWarning, match=r"not UTF-8 \(byte 0x.. at \d+\); read as"):
        (document,) = stancekit.read(path, language="xx")
    assert document.text == text


FAULTS = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \r\n\t\n", "is empty"),
    "nul.txt": (b"Talks\0 go on", "NUL byte at 5"),
    "noise.txt": (bytes(range(1, 32)) * 20, "control characters"),
    "paper.txt": (b"%PDF-1.7 and so on", "a PDF file"),
    "office.txt": (b"PK\x03\x04 and so on", "a ZIP archive"),
    "half.txt": ("“Müller” and “Zoë”, né É".encode()[:-1], "damaged UTF-8"),
    "bare16.txt": ("He said no.".encode("utf-16-le"), "looks like UTF-16 .little-endian."),
    "bare16be.txt": ("He said no.".encode("utf-16-be"), "looks like UTF-16 .big-endian."),
    "odd16.txt": (b"\xff\xfea\x00b", "utf-16"),
    "empty.html": (b"", "is empty"),
    "bare.html": (b"<html><body></body></html>", "no article text"),
    "empty.jsonl": (b"\n\n", "is empty"),
    "cut.jsonl": (b'{"id": "a", "text": "He sa', ":1: isn't valid JSON"),
    "list.jsonl": (b"[1]\n", ":1: a record is a JSON object .*, not a list"),
    "noid.jsonl": (b'{"text": "Hello."}\n', "the field 'id'"),
    "notext.jsonl": (b'{"id": "a"}\n', "the field 'text'"),
    "blanktext.jsonl": (b'{"id": "a", "text": " "}\n', "the text is empty"),
    "number.jsonl": (b'{"id": "a", "text": 3}\n', "'text' is a string, not int"),
    "surrogate.jsonl": (b'{"id": "a", "text": "\\ud83d!"}\n', r"lone surrogate \(.ud83d\)"),
    "hidden.jsonl": (b'{"id": "a", "text": "x", "k": ["\\udc00"]}\n', "lone surrogate"),
    "latin.jsonl": (b'{"id": "a", "text": "caf\xe9"}\n', "isn't UTF-8 .byte 0xe9"),
    "nul.jsonl": (b'{"id": "a", "text": "x\0"}\n', "NUL byte"),
    "deep.jsonl": (b"[" * 100_000, "nested too deeply"),
    "digits.jsonl": (b'{"id": ' + b"9" * 5000 + b"}", "isn't usable JSON"),
    "date.jsonl": (b'{"id": "a", "text": "x", "date": "May"}\n', "ISO 8601"),
    "bad.json": (b'{"id": ', "isn't valid JSON"),
    "empty.csv": (b"", "is empty"),
    "head.csv": (b"id,words\n1,x\n", "no column 'text'; it has id, words"),
    "wide.csv": (b"id,text\n1,x,y\n", ":2: has 3 fields, the header 2"),
    "open.csv": (b'id,text\n1,"x\n', ":2: isn't a CSV row"),
    "bin.parquet": (b"PAR1 no", "isn't a readable Parquet file"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_record_is_one_clear_line_and_loses_nothing_else(tmp_path: Path, name: str) -> None:
    content, message = FAULTS[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "zz.txt").write_text(ARTICLE)
    failure, document = read_all(tmp_path)
    assert isinstance(failure, RecordFailure)
    assert isinstance(document, Document)
    assert "\n" not in str(failure.error)
    assert name in str(failure.error)
    with pytest.raises(RecordError, match=message):
        list(stancekit.read(tmp_path))


def test_good_lines_around_a_bad_one_survive(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(
        '{"id": "a", "text": "x"}\n{"id": "b"\n\n{"id": "a", "text": "y"}\n{"id": 4, "text": "z"}'
    )
    first, cut, twice, last = read_all(path)
    assert (first.id, last.id) == ("a", "4")
    assert isinstance(cut, RecordFailure)
    assert (cut.id, cut.error.line) == ("some:2", 2)
    assert isinstance(twice, RecordFailure)
    assert twice.error.line == 4
    assert "used before" in str(twice.error)


def test_tables_with_long_fields_newlines_and_other_delimiters(tmp_path: Path) -> None:
    long = "of the talks " * 20_000
    (tmp_path / "a.csv").write_text(
        f'id,text,title,outlet\n1,"Line\nline, ""two""",,X\n2,"{long}",T,Y\n'
    )
    (tmp_path / "b.csv").write_bytes('id;text\r\né;"a;b"\r\n'.encode("utf-8-sig"))
    (tmp_path / "c.tsv").write_text("id\ttext\n7\tx, y; z\n")
    one, two, three, four = stancekit.read(tmp_path)
    assert one.text == 'Line\nline, "two"'
    assert one.title is None
    assert dict(one.meta) == {"outlet": "X"}
    assert two.text == long
    assert (three.id, three.text) == ("é", "a;b")
    assert (four.id, four.text) == ("7", "x, y; z")


def test_parquet_and_json(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    import datetime

    import pyarrow.parquet as pq

    day = datetime.date(2031, 5, 3)
    table = pyarrow.table({"id": [1, 2], "text": ["x", None], "date": [day, None]})
    pq.write_table(table, tmp_path / "t.parquet")
    document, failure = read_all(tmp_path / "t.parquet")
    assert isinstance(document, Document)
    assert (document.id, document.date) == ("1", "2031-05-03")
    assert isinstance(failure, RecordFailure)
    (tmp_path / "l.json").write_text('[{"id": "a", "text": "x"}, 5]')
    first, second = read_all(tmp_path / "l.json")
    assert first.id == "a"
    assert isinstance(second, RecordFailure)


def test_html_gives_the_article(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    paragraphs = "".join(
        f"<p>On day {n} the envoys of Lorna met and parted again.</p>" for n in range(9)
    )
    page = (
        "<html><head><title>Envoys meet</title></head><body><nav>Home</nav>"
        f"<article><h1>Envoys meet</h1>{paragraphs}</article></body></html>"
    )
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.html").write_text(page.replace("<article>", "<article>" + "<!--" * 100_000))
    (tmp_path / "c.htm").write_text("<div>" * 2000 + page)
    first, second, third = read_all(tmp_path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert "On day 8 the envoys" in first.text
    assert "<p>" not in first.text
    assert "Home" not in first.text
    assert "On day 8 the envoys" in second.text
    assert isinstance(third, Document) or "nested deeper" in str(third.error)


def test_a_folder_gives_relative_ids_in_order(tmp_path: Path) -> None:
    for name in ("b/two.txt", "b/c/two.txt", "one.txt", ".hidden.txt", "b/.git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE)
    assert [d.id for d in stancekit.read(tmp_path)] == ["one", "b/two", "b/c/two"]


def test_files_alike_but_for_suffix_or_folder_keep_what_tells_them_apart(tmp_path: Path) -> None:
    for name in ("x/a.txt", "y/a.txt", "x/b.txt", "x/b.text"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(ARTICLE)
    assert [d.id for d in stancekit.read(tmp_path / "x")] == ["a", "b.text", "b.txt"]
    both = [d.id for d in stancekit.read([tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt"])]
    assert both == [(tmp_path / "x/a.txt").as_posix(), (tmp_path / "y/a.txt").as_posix()]


def test_other_files_are_passed_over_in_a_folder_but_an_error_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.docx").write_text("x")
    with pytest.warns(ReadingWarning, match=r"1 × \.docx"):
        assert [d.id for d in stancekit.read(tmp_path)] == ["a"]
    with pytest.raises(RecordError, match=r"no reader for '\.docx' files; convert it to one of"):
        list(stancekit.read(tmp_path / "b.docx"))
    with pytest.raises(RecordError, match="not found"):
        list(stancekit.read(tmp_path / "none.txt"))


def test_what_is_missing_keeps_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "z.txt").write_text(ARTICLE)
    names = ["z.txt", "none.txt", "a.txt"]
    assert [item.id for item in read_all([tmp_path / name for name in names])] == ["z", "none", "a"]


def test_a_reader_can_be_brought(tmp_path: Path) -> None:
    def shout(source: Source) -> list[Document]:
        return [Document(source.name, source.read().decode().upper())]

    (tmp_path / "a.loud").write_text("talks")
    (document,) = stancekit.read(tmp_path, readers={".loud": shout})
    assert (document.id, document.text) == ("a", "TALKS")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read anything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    path.chmod(0)
    (failure,) = read_all(path)
    assert isinstance(failure, RecordFailure)
    assert "can't be read" in str(failure.error)


@pytest.mark.parametrize(
    ("given_bytes", "ids"),
    [
        (ARTICLE.encode(), ["stdin"]),
        (b' {"id": "q", "text": "x"}\n{"id": "r", "text": "y"}', ["q", "r"]),
    ],
)
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, given_bytes: bytes, ids: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given_bytes)))
    assert [d.id for d in stancekit.read("-")] == ids


def test_a_line_of_many_megabytes(tmp_path: Path) -> None:
    text = "The envoys met and parted. " * 400_000
    path = tmp_path / "long.jsonl"
    path.write_text(json.dumps({"id": "a", "text": text}) + '\n{"id": "b", "text": "x"}\n')
    first, second = stancekit.read(path)
    assert len(first.text) == len(text)
    assert second.id == "b"


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        (
            "The envoy said that the talks would go on for as long as there was hope for them all.",
            False,
        ),
        ("Talks.", False),
        (
            "Der Gesandte sagte, dass die Gespräche fortgesetzt werden, "
            "solange noch Hoffnung auf eine Einigung bestehe.",
            True,
        ),
        (
            "Le ministre a dit que les négociations avec la partie adverse "
            "seraient reprises dans la semaine.",
            True,
        ),
        ("سخنگو گفت که مذاکرات ادامه خواهد یافت", True),
        ("Посол сказал, что переговоры продолжатся", True),
        ("12 345 — !", False),
    ],
)
def test_foreign_texts_are_noticed(text: str, foreign: bool) -> None:
    assert (looks_foreign(text) is not None) == foreign


def test_a_foreign_text_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Посол сказал, что переговоры продолжатся")
    with pytest.warns(
        ReadingWarning, match="doesn't look like English .mostly in Cyrillic letters"
    ):
        assert len(list(stancekit.read(path))) == 1
    (document,) = stancekit.read(path, language="en")
    assert document.language == "en"


def test_statements(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(
        '{"id": 1, "text": "We will talk.", "speaker": "Ada Lorn", "label": "x", "note": [1]}\n'
        '{"id": 1, "text": "Again."}\n{"text": "No id."}\n'
        '{"id": "d", "text": "Last.", "kind": "shouted"}\n'
    )
    good, twice, nameless, odd = read_statements(path)
    assert not isinstance(good, RecordFailure)
    assert (good.statement.id, good.statement.speaker) == ("1", "Ada Lorn")
    assert good.record["note"] == [1]
    assert good.record["id"] == 1
    for failure, message in (
        (twice, "used before"),
        (nameless, "a statement needs the field 'id'"),
        (odd, "unknown kind"),
    ):
        assert isinstance(failure, RecordFailure)
        assert message in str(failure.error)
    lines = tmp_path / "s.txt"
    lines.write_bytes(b"We will talk.\r\n\r\nWe will not.")
    assert [
        (s.statement.id, s.statement.text)
        for s in read_statements(lines)
        if not isinstance(s, RecordFailure)
    ] == [
        ("1", "We will talk."),
        ("3", "We will not."),
    ]


_PIECES = st.sampled_from(
    [
        b"id,text\n",
        b'{"id": "a", "text": "x"}\n',
        b'"',
        b"\n",
        b"\r",
        b"\xff\xfe",
        b"PAR1",
        b"\xe9",
        b"\xef\xbb\xbf",
        b"{",
        b"[]",
    ]
) | st.binary(max_size=12)


@given(
    st.sampled_from([".txt", ".jsonl", ".json", ".csv", ".tsv", ".parquet"]),
    st.lists(_PIECES, max_size=8).map(b"".join),
)
def test_any_bytes_give_documents_or_failures(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any" + suffix)
        path.write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadingWarning)
            documents = read_all(path)
            statements = list(read_statements(path))
    for item in documents + statements:
        if isinstance(item, RecordFailure):
            assert "any" in str(item.error)
            assert "\n" not in str(item.error)
        elif isinstance(item, Document):
            assert item.text.strip()
            item.text.encode()
    assert documents or suffix != ".txt"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2031-05-03-envoys.txt", "2031-05-03"),
        ("2031-05-03.txt", "2031-05-03"),
        ("2031-05-33-envoys.txt", None),
        ("2031-05-031.txt", None),
        ("envoys-2031-05-03.txt", None),
    ],
)
def test_a_file_name_can_begin_with_the_date(tmp_path: Path, name: str, date: str | None) -> None:
    (tmp_path / name).write_text(ARTICLE)
    (document,) = stancekit.read(tmp_path)
    assert document.date == date


@pytest.mark.parametrize(
    ("suffix", "module", "extra"),
    [(".html", "trafilatura", "html"), (".parquet", "pyarrow", "parquet")],
)
def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, module: str, extra: str
) -> None:
    (tmp_path / ("a" + suffix)).write_text("x")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(RecordError, match=rf"pip install 'stancekit\[{extra}\]'"):
        list(stancekit.read(tmp_path))


def test_an_open_quotation_mark_swallows_no_other_row(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text('id,text\na,One.\nb,"Two.\nc,"Three, and\nmore."\nd,Four.\ne,"Five.\nf,Six.\n')
    items = read_all(path)
    assert [item.id for item in items if isinstance(item, Document)] == ["a", "c", "d", "f"]
    failures = [item for item in items if isinstance(item, RecordFailure)]
    assert [failure.error.line for failure in failures] == [3, 7]
    assert "mend its quotation marks" in str(failures[0])


@pytest.mark.parametrize(
    "content",
    [
        "ID;Title;Text;Views\r\n7;Café;He said so.;3\r\n;;;\r\n",
        "\ufeffsep=;\nid;title;text\n7;Café;He said so.\n",
        'Title\tText\tid\n"Café"\tHe said so.\t7\n',
    ],
)
def test_tables_as_spreadsheets_write_them(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(content, encoding="utf-8", newline="")
    (document,) = stancekit.read(path)
    assert (document.id, document.title, document.text) == ("7", "Café", "He said so.")


def test_rows_without_ids_are_numbered_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("text\nHe said so.\nShe said no.\n")
    with pytest.warns(ReadingWarning, match="has no column 'id'"):
        assert [d.id for d in stancekit.read(path)] == ["plain:2", "plain:3"]


def test_a_reader_that_fails_leaves_the_other_files_alone(tmp_path: Path) -> None:
    def fails(source: Source) -> list[Document]:
        raise KeyError("no\nluck")

    (tmp_path / "a.loud").write_text("talks")
    (tmp_path / "b.txt").write_text(ARTICLE)
    failure, document = read_all(tmp_path, readers={".loud": fails})
    assert document.id == "b"
    assert isinstance(failure, RecordFailure)
    assert "the reader of '.loud' files failed: KeyError: 'no" in str(failure)
    assert "\n" not in str(failure)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "NoneType"),
        ("talks", "str"),
        (["talks"], "str"),
        ({"id": "a"}, "dict"),
        (({"id": "a"},), "dict"),
    ],
)
def test_a_reader_that_gives_no_documents_leaves_the_other_files_alone(
    tmp_path: Path, given: Any, told: str
) -> None:
    (tmp_path / "a.loud").write_text("talks")
    (tmp_path / "b.txt").write_text(ARTICLE)
    failure, document = read_all(tmp_path, readers={".loud": lambda _: given})
    assert document.id == "b"
    assert f"'.loud' files gives {told}, no Document; let it yield" in str(failure)


def test_the_output_of_the_run_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "out.jsonl").write_text("{}\n")
    with pytest.warns(ReadingWarning, match="is the output of this run"):
        (document,) = stancekit.read(tmp_path, skip=[tmp_path / "x" / ".." / "out.jsonl"])
    assert document.id == "a"


def test_a_folder_without_documents_is_an_error(tmp_path: Path) -> None:
    (failure,) = read_all(tmp_path)
    assert isinstance(failure, RecordFailure)
    assert str(failure).startswith(f"{tmp_path}: holds no file that can be read")


def test_a_parquet_row_that_is_not_utf8_costs_itself_alone(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "mixed.parquet"
    texts = [b"He said so.", b"She said \xff no.", b"They said yes."]
    table = pa.table(
        {
            "id": ["a", "b", "c"],
            "text": pa.array(texts, pa.binary()).view(pa.string()),
        }
    )
    pq.write_table(table, path)
    first, bad, last = read_all(path)
    assert (first.id, last.id) == ("a", "c")
    assert isinstance(bad, RecordFailure)
    assert str(bad).startswith(f"{path}:2: holds what isn't readable ('utf-8' codec can't decode")
    assert [isinstance(item, RecordFailure) for item in read_statements(path)] == [
        False,
        True,
        False,
    ]


def test_the_longest_suffix_that_is_known_decides(tmp_path: Path) -> None:
    def by_name(source: Source) -> Iterator[Document]:
        yield Document(source.name, "read by the plugin")

    for name in ("a.events.jsonl", "b.jsonl", "C.EVENTS.JSONL"):
        (tmp_path / name).write_text('{"id": "' + name + '", "text": "read as records"}\n')
    found = list(stancekit.read(tmp_path, readers={".events.jsonl": by_name}))
    assert [(d.id, d.text) for d in found] == [
        ("C.EVENTS", "read by the plugin"),
        ("a.events", "read by the plugin"),
        ("b.jsonl", "read as records"),
    ]
    assert {d.text for d in stancekit.read(tmp_path)} == {"read as records"}


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2031-05-14", "2031-05-14"),
        ("2031-05-14T10:00:00Z", "2031-05-14T10:00:00Z"),
        ("20310514", "2031-05-14"),
        ("14 May 2031", "2031-05-14"),
        ("Wednesday, May 14, 2031", "2031-05-14"),
        ("May 14, 2031 Wednesday 10:04 AM GMT", "2031-05-14"),
        ("Sept. 3, 2031", "2031-09-03"),
        ("Wed, 14 May 2031 10:00:00 GMT", "2031-05-14T10:00:00+00:00"),
        ("14/05/2031", "2031-05-14"),
        ("05/14/2031", "2031-05-14"),
        ("2031/5/4", "2031-05-04"),
        ("05/04/2031", None),  # nobody knows which is the day
        ("31/02/2031", None),
        ("14 Mayhem 2031", None),
        (" 2031-05-14 ", "2031-05-14"),
        ("20310514T1000", "2031-05-14T10:00:00"),
        ("5 May 99999999999 10:00:00", None),  # whatever email.utils makes of it
        ("May 2031", None),
        ("", None),
    ],
)
def test_dates_as_archives_write_them(written: str, date: str | None) -> None:
    assert iso_date(written) == date


ARCHIVE = (
    'Headline;Published;Text;Full Text\n"Talks, again";14 May 2031;teaser;He said yes.\n'
    "Empty;;teaser;\nUnclear;05/04/2031;teaser;She said no.\n"
)
NAMES = {"text": "Full Text", "title": "Headline", "date": "Published"}


def test_a_table_with_names_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(ARCHIVE)
    with pytest.warns(ReadingWarning, match="no column 'id'"):
        good, empty, unclear = read(path, fields=NAMES, on_error="yield")
    assert isinstance(good, Document)
    assert (good.id, good.text, good.title, good.date) == (
        "export:2",
        "He said yes.",
        "Talks, again",
        "2031-05-14",
    )
    assert isinstance(empty, RecordFailure)
    assert "the text is empty" in str(empty)
    assert isinstance(unclear, RecordFailure)
    assert "'date' must be ISO 8601 such as 2025-03-09, not '05/04/2031'" in str(unclear)


@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
def test_records_with_names_of_their_own(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"feed{suffix}"
    record = {"url": "x/1", "body": "He said yes.", "date": "", "text": "teaser"}
    path.write_text(json.dumps(record))
    (document,) = read(path, fields={"id": "url", "text": "body"})
    assert (document.id, document.text, document.date) == ("x/1", "He said yes.", None)
    (given,) = read_statements(path, fields={"id": "url", "text": "body"})
    assert not isinstance(given, RecordFailure)
    assert (given.statement.id, given.statement.text) == ("x/1", "He said yes.")
    (failure,) = read(path, on_error="yield")
    assert isinstance(failure, RecordFailure)
    assert failure.error.message == (
        "a document needs the field 'id'; it has url, body, date, text: "
        "rename one, or name it (--field id=NAME, in Python fields=)"
    )


def test_names_of_fields_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(ARCHIVE)
    with pytest.raises(ValueError, match="no field is called 'body'"):
        read(path, fields={"body": "Full Text"})
    with pytest.raises(ValueError, match="two fields can't be read from one"):
        read(path, fields={"text": "Headline", "title": "Headline"})
    with pytest.raises(RecordError, match="has no column 'Body' to read 'text' from; it has Head"):
        list(read(path, fields={"text": "Body"}))
    path.write_text("Headline\nTalks\n")
    with pytest.raises(RecordError, match=r"or name it \(--field text=COLUMN"):
        list(read(path))


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He said yes.")
    (tmp_path / "b.txt").write_text("She said no.")
    with pytest.warns(ReadingWarning, match="2 files given twice; read once"):
        documents = list(read([tmp_path, tmp_path / "a.txt", tmp_path / "." / "b.txt"]))
    assert [document.id for document in documents] == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "fields", "found"),
    [
        (b"id,text\na,He said yes.\n", {}, ["a"]),
        (b'\xef\xbb\xbf"ID";"Text"\r\na;He said yes.\r\n', {}, ["a"]),
        (b"No\tBody\n7\tHe said yes.\n", {"id": "No", "text": "Body"}, ["7"]),
        (b"Text, she said, is all we have.\nid,text\n", {}, ["stdin"]),  # prose, with commas
        (b"He said yes, and no.\n", {}, ["stdin"]),
    ],
)
def test_a_table_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, content: bytes, fields: dict[str, str], found: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert [document.id for document in read("-", fields=fields)] == found
