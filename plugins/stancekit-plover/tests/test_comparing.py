from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from stancekit_plover.comparing import Stances, compare, report_of
from stancekit_plover.events import event_of

from stancekit.cli.group import main
from stancekit.errors import RecordError
from stancekit.reading import Source

PRO, AGAINST, TERMS, NONE = "pro-diplomacy", "rejection", "conditional", "no-stance"


def statement(start: int, text: str, label: str | None, **more: Any) -> dict[str, Any]:
    shares = {PRO: 0.3, AGAINST: 0.1, TERMS: 0.5, NONE: 0.1}
    return {
        "start": start,
        "end": start + len(text),
        "text": text,
        "kind": "indirect",
        "label": label,
        "probabilities": shares,
        **more,
    }


def stances(tmp_path: Path, *records: dict[str, Any]) -> Stances:
    file = tmp_path / "stances.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return Stances.read(Source(file, "stances"))


DOCUMENT = {
    "id": "d",
    "stances": [],
    "statements": [
        statement(0, "Oslo is ready to talk.", PRO, speaker="Ada Lorn", actor="Norway"),
        statement(23, "Velk will not  meet them.", AGAINST, speaker="Velk", actor="Finland"),
        statement(50, "It rained.", NONE, speaker="Velk", actor="Finland"),
        statement(61, "Both will come.", PRO, speaker="Bergen Council"),
        statement(61, "Both will come.", AGAINST, speaker="Turku Council"),
        statement(80, "Unsure.", None, speaker="Riga"),
    ],
}


@pytest.mark.parametrize(
    ("event", "label", "how"),
    [
        ({"document": "d", "start": 2, "end": 9}, PRO, "offsets"),
        ({"document": "d", "text": "Velk will not meet  them."}, AGAINST, "text"),
        ({"id": "d", "text": "He said: Velk will not meet them. He left."}, AGAINST, "text"),
        ({"document": "d", "Actor1CountryCode": "NOR"}, PRO, "source"),
        ({"document": "d", "Actor1Name": "Velk"}, AGAINST, "source"),  # no-stance gives way
        ({"document": "d", "Actor1CountryCode": "SWE"}, None, "no such statement"),
        ({"document": "d", "text": "Quite another."}, None, "no such statement"),
        ({"document": "d", "start": 61, "end": 70}, None, "several stances"),
        ({"document": "d", "start": 61, "end": 70, "Actor1Name": "Turku"}, AGAINST, "offsets"),
        ({"document": "d", "start": 80, "end": 84}, None, "no label"),
        ({"document": "elsewhere", "start": 2, "end": 9}, None, "no such document"),
    ],
)
def test_events_find_their_statements(
    tmp_path: Path, event: dict[str, Any], label: str | None, how: str
) -> None:
    given = event_of({"id": "x", "EventCode": "036", **event})
    (match,) = compare([given], stances(tmp_path, DOCUMENT, {"id": "e", "error": {}}))
    assert (match.label, match.how) == (label, how)


def test_the_figures_are_as_reckoned_by_hand(tmp_path: Path) -> None:
    labels = [PRO, PRO, AGAINST, TERMS, NONE, NONE]
    codes = ["036", "125", "125", "036", "190", "051"]
    shares = {PRO: 0.3, AGAINST: 0.1}
    known = stances(
        tmp_path,
        *({"id": str(n), "label": x, "probabilities": shares} for n, x in enumerate(labels)),
    )
    events = [event_of({"id": str(n), "EventCode": code}) for n, code in enumerate(codes)]
    report = report_of(compare([*events, event_of({"id": "z", "EventCode": "010"})], known))
    assert (report["events"], report["matched"]) == (7, 6)
    assert report["unmatched"] == {"no such document": 1}
    assert report["agreement"] == pytest.approx(4 / 6)
    assert report["lenient_agreement"] == pytest.approx(5 / 6)
    # Codes: 2 for, 2 against, 2 none; labels: 2, 1, 1 on terms, 2. By chance (4 + 2 + 4) / 36.
    assert report["kappa"] == pytest.approx((4 / 6 - 10 / 36) / (1 - 10 / 36))
    assert report["confusion"][AGAINST] == {PRO: 1, AGAINST: 1}
    assert report["codes"]["03"] == {PRO: 1, TERMS: 1}
    # With a stance: for, for, against, on terms (for); by code cooperation but for the two 125.
    assert report["quad"]["n"] == 4
    assert report["quad"]["agreement"] == pytest.approx(3 / 4)
    assert report["quad"]["kappa"] == pytest.approx((3 / 4 - 1 / 2) / (1 - 1 / 2))


def test_where_nothing_varies_there_is_no_kappa(tmp_path: Path) -> None:
    known = stances(tmp_path, {"id": "1", "label": PRO, "probabilities": {}})
    report = report_of(compare([event_of({"id": "1", "EventCode": "036"})], known))
    assert (report["agreement"], report["kappa"]) == (1.0, None)
    assert report_of([])["agreement"] is None


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "1", "text": "No."}, "neither an analysis nor a classified statement"),
        ({"label": PRO}, "isn't a record that stancekit writes"),
        ({"id": "d", "statements": 3}, "isn't a record that stancekit writes"),
        ({"id": "d", "statements": ["No."]}, "isn't a record|a statement"),
        ({"id": ["d"], "label": PRO}, "isn't a record|a statement"),
    ],
)
def test_other_files_are_told(tmp_path: Path, record: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        stances(tmp_path, record)


def test_labels_of_another_scheme_are_told(tmp_path: Path) -> None:
    known = stances(tmp_path, {"id": "1", "label": "presses", "probabilities": {}})
    with pytest.raises(RecordError, match="'presses' can't be compared"):
        compare([event_of({"id": "1", "EventCode": "036"})], known)


# ---- the command line ----------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    import stancekit_plover  # the plugin, given as a script where it isn't installed

    plugin = ("--plugin", str(Path(stancekit_plover.__file__))) if not installed() else ()
    with pytest.raises(SystemExit) as finished:
        main([*plugin, "plover", *map(str, words)])
    out, err = capsys.readouterr()
    return int(str(finished.value.code)), out, err


def installed() -> bool:
    from stancekit.plugin import installed_plugins

    return any(plugin.name == "plover" for plugin in installed_plugins())


def test_compare_prints_what_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "e.csv").write_text("id,EventCode\n1,036\n2,125\n3,999\n")
    records = [{"id": "1", "label": PRO}, {"id": "2", "label": NONE}]
    (tmp_path / "s.jsonl").write_text("".join(json.dumps(item) + "\n" for item in records))
    code, out, err = run(capsys, "compare", tmp_path / "e.csv", tmp_path / "s.jsonl")
    assert code == 1
    assert "'999' is no CAMEO code" in err
    assert "1 of 3 events could not be processed" in err
    assert "Events: 2 (2 with a stance)" in out
    assert "agreement            0.500" in out
    code, out, _ = run(capsys, "compare", tmp_path / "e.csv", tmp_path / "s.jsonl", "--json")
    assert json.loads(out)["confusion"][AGAINST] == {NONE: 1}


@pytest.mark.parametrize(
    ("labels", "label"), [("stance", "rejection"), ("quad", "verbal conflict")]
)
def test_statements_for_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], labels: str, label: str
) -> None:
    rows = ["id,EventCode,Actor1Name,text", "1,125,Lorn,No talks.", "2,100,,", "3,010,,It rained."]
    (tmp_path / "e.csv").write_text("\n".join(rows))
    out = tmp_path / "s.jsonl"
    code, _, err = run(capsys, "statements", tmp_path / "e.csv", "-o", out, "--labels", labels)
    assert code == 1
    assert "2: the event has no text" in err
    record, comment = map(json.loads, out.read_text().splitlines())
    assert (record["id"], record["text"], record["speaker"]) == ("1", "No talks.", "Lorn")
    assert record["label"] == label
    assert comment["label"] == {"stance": NONE, "quad": "no event"}[labels]


def test_statements_do_not_replace_their_events(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "e.jsonl"
    file.write_text('{"id": "1", "event": "AGREE", "text": "Yes."}\n')
    code, _, err = run(capsys, "statements", file, "-o", file)
    assert (code, "would replace" in err) == (2, True)


def test_codes_shows_the_mapping(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "codes", "125", "reject")
    assert code == 0
    assert out.splitlines()[1].split() == [
        *("125", "REJECT", "meet", "verbal", "conflict", "rejection", "/", "conditional")
    ]
    assert len(out.splitlines()) == 3
    code, out, _ = run(capsys, "codes", "--json")
    assert len(out.splitlines()) > 300
    assert run(capsys, "codes", "party")[0] == 2
