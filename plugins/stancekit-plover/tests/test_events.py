from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stancekit_plover.events import Event, event_of, events_of
from stancekit_plover.ontology import Plover
from stancekit_plover.readers import read_events

from stancekit.errors import RecordError
from stancekit.reading import RecordFailure, Source, read

DATA = Path(__file__).parent / "data"


def all_of(path: Path) -> list[Event | RecordError]:
    return [item for _, item in events_of(Source(path, path.stem))]


def one_of(path: Path) -> Event:
    (event,) = all_of(path)
    assert isinstance(event, Event), event
    return event


def test_a_plover_record() -> None:
    record = {
        "id": "x",
        "date": "2031-05-03",
        "actor": [{"code": "NOR", "entity_text": "Ada Lorn"}, {"code": "SWE"}],
        "recipient": [],
        "event": ["REJECT"],
        "mode": ["meet"],
        "context": ["diplomatic", "legal"],
        "text": "No.",
        "text_info": {"start": 4, "end": 7},
        "cite_info": {"citation": "doc"},
    }
    event = event_of(record)
    assert (event.id, event.date, event.document) == ("x", "2031-05-03", "doc")
    assert (event.source.name, event.source.code, event.target.name) == ("Ada Lorn", "NOR", None)
    assert (event.cameo, event.plover) == (None, Plover("REJECT", "meet"))
    assert (event.start, event.end, event.text) == (4, 7, "No.")
    assert event.contexts == ("diplomatic", "legal")
    assert (event.reading.label, event.quad) == ("rejection", 3)


@pytest.mark.parametrize(
    ("contexts", "label"), [(["diplomatic"], "pro-diplomacy"), (["economic"], "no-stance")]
)
def test_an_agreement_is_for_talks_where_its_context_is_diplomatic(
    contexts: list[str], label: str
) -> None:
    record = {"id": "x", "event": ["AGREE"], "context": contexts}
    assert event_of(record).reading.label == label


def test_a_record_of_the_first_drafts() -> None:
    record = {
        "id": "x",
        "event": "DEMAND",
        "source": [{"actorText": "Oslo", "code": "NOR"}],
        "target": "",
    }
    event = event_of(record)
    assert (event.plover.type, event.source.name, event.target.name) == ("REQUEST", "Oslo", None)


def test_a_row_of_icews(tmp_path: Path) -> None:
    file = tmp_path / "events.tab"
    head = ["Event ID", "Event Date", "Source Name", "Source Country", "Event Text", "CAMEO Code"]
    row = ["7", "2031-05-03", "Ada Lorn", "Norway", "Host a visit", "43"]
    file.write_text("\t".join(head) + "\n" + "\t".join(row) + "\n")
    event = one_of(file)
    assert (event.id, event.cameo, event.date) == ("7", "043", "2031-05-03")
    assert (event.source.name, event.source.code) == ("Ada Lorn", "NOR")
    assert event.text is None  # "Event Text" is the code's name


def test_a_row_of_polecat(tmp_path: Path) -> None:
    file = tmp_path / "polecat.txt"
    head = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tContexts\tActor Name\tActor Country"
    row = '7\t2031-05-03\tREJECT\tmeet\tdiplomatic;"legal\tLorn\tNOR'
    file.write_text(f"{head}\n{row}\n{row}\n")
    one, two = all_of(file)
    assert one == two
    assert isinstance(one, Event)
    assert (one.plover, one.contexts) == (Plover("REJECT", "meet"), ("diplomatic", '"legal'))
    assert (one.source.name, one.source.code) == ("Lorn", "NOR")


@pytest.mark.parametrize("width", [58, 61])
def test_a_daily_file_of_gdelt_has_no_header(tmp_path: Path, width: int) -> None:
    cells = [""] * width
    cells[0], cells[1], cells[5], cells[6], cells[7] = "77", "20310503", "NORGOV", "OSLO", "NOR"
    cells[26], cells[28], cells[-1] = "036", "03", "https://example.org/a"
    file = tmp_path / "20310503.export.CSV"
    file.write_text("\t".join(cells) + "\n")
    event = one_of(file)
    assert (event.id, event.date, event.cameo) == ("77", "2031-05-03", "036")
    assert (event.source.name, event.source.code) == ("OSLO", "NOR")
    assert event.document == "https://example.org/a"


def test_a_table_of_ones_own_with_line_breaks_in_its_cells(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text('EventRootCode;text\n12;"No,\nnever."\n14;"A march."\n')
    one, two = all_of(file)
    assert isinstance(one, Event) and isinstance(two, Event)
    assert (one.id, one.cameo, one.text) == ("own:2", "12", "No,\nnever.")
    assert (two.id, two.cameo) == ("own:4", "14")  # a root here, and no 014


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "x"}, "has no event code"),
        ({"id": "x", "EventCode": "99"}, "'99' is no CAMEO code"),
        ({"id": "x", "EventCode": "---"}, "'---' is no CAMEO code"),
        ({"id": "x", "event": "PARTY"}, "'PARTY' is neither"),
    ],
)
def test_what_has_no_known_code_is_said_so(record: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        event_of(record)


def test_a_bad_row_costs_itself_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,EventCode,text\n1,036,We talk.\n2,999,No.\n3,125\n4,125,No talks.\n")
    found = all_of(file)
    assert [isinstance(item, Event) for item in found] == [True, False, False, True]
    assert str(found[1]).startswith(f"{file}:3: ")
    assert "has 2 fields, the header 3" in str(found[2])


@pytest.mark.parametrize("name", ["talks.plover.jsonl", "talks.cameo.csv"])
def test_events_are_documents_to_analyze(name: str) -> None:
    documents = list(read(DATA / name, readers={name[len("talks") :]: read_events}))
    assert len(documents) == 2
    assert [d.meta["event"]["plover"] for d in documents] == ["AGREE", "REJECT"]
    assert "sit down with the islanders" in documents[1].text


def test_an_event_without_a_text_and_one_named_twice_are_failures(tmp_path: Path) -> None:
    file = tmp_path / "a.plover.jsonl"
    record = {"id": "1", "event": ["CONSULT"], "text": "They met."}
    records = [record, record, {"id": "2", "event": ["CONSULT"]}]
    file.write_text("".join(json.dumps(item) + "\n" for item in records))
    found = list(read_events(Source(file, "a")))
    failures = [item for item in found if isinstance(item, RecordFailure)]
    assert len(found) == 3
    assert [failure.id for failure in failures] == ["1", "2"]
    assert "was used before" in str(failures[0])
    assert "add a column 'text'" in str(failures[1])


NAMES = ["id", "event", "mode", "context", "actor", "Actor1Code", "EventCode", "EventRootCode"]
NAMES += ["text", "text_info", "cite_info", "start", "date", "document", "source", "Target Country"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 9999)
    | st.floats()
    | st.text("aZ09 ;,-.é\n", max_size=8)
    | st.sampled_from(["036", "12", "REJECT", "AGREE; REJECT", "2031-05-03", "NOR"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=5,
)


# A busy machine may be slow.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_record_is_an_event_or_an_error_of_one_line(record: dict[str, Any]) -> None:
    try:
        event = event_of(record)
    except RecordError as error:
        assert "\n" not in str(error)
    else:
        assert event.plover.type is not None or event.cameo is not None
        assert event.reading.label
        assert 1 <= event.quad <= 4
