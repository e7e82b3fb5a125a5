"""The mapping, as tables: each code both ways, and what is lost on the way."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from stancekit_plover.mapping import (
    TALKS,
    Form,
    TalkCode,
    code_of,
    form_of,
    lean_of,
    reading_of,
)
from stancekit_plover.ontology import (
    CAMEO,
    PLOVER,
    QUADS,
    Plover,
    known_code,
    known_type,
    plover_of,
    quad_of,
    root_of,
)

from stancekit.stance import DIPLOMACY
from stancekit.statement import Statement

ACTS = sorted({entry.form.act for entry in TALKS} | {"endorse"})
TOPICS = sorted({entry.form.topic for entry in TALKS})
SIDES = ["pro-diplomacy", "rejection"]
README = Path(__file__).parents[1] / "README.md"


def test_there_are_twenty_roots_and_each_code_once() -> None:
    assert len(set(CAMEO)) == len(CAMEO)
    assert sorted({root_of(code) for code in CAMEO}) == [f"{n:02}" for n in range(1, 21)]
    # Each code's parent is a code, but that a root is also written with a zero: 03, 030.
    assert all(code[:-1] in CAMEO for code in CAMEO if len(code) > 2)


def test_every_code_is_read_and_has_its_place_in_plover() -> None:
    for code in CAMEO:
        event = plover_of(code)
        assert (event.type is None) == (root_of(code) == "01"), code
        assert event.type is None or event.type in PLOVER, code
        label, accept = reading_of(code, event)
        assert {label, *accept} <= set(DIPLOMACY.labels), code
        assert label not in accept, code
        assert len(set(accept)) == len(accept), code
        assert 1 <= quad_of(code) <= 4, code


@pytest.mark.parametrize("name", PLOVER)
def test_every_plover_type_is_read_with_and_without_a_mode(name: str) -> None:
    for mode in (None, "meet", "assist", "no such mode"):
        label, accept = reading_of(None, Plover(name, mode))
        assert {label, *accept} <= set(DIPLOMACY.labels)


@pytest.mark.parametrize("entry", TALKS, ids=lambda entry: entry.code)
def test_a_talk_code_comes_back_as_itself(entry: TalkCode) -> None:
    lean = lean_of(entry.reading.label, {})
    assert code_of(lean, entry.form) == entry.code


def test_what_has_a_stance_stays_in_its_root_and_all_else_becomes_a_comment() -> None:
    for code in CAMEO:
        label, _ = reading_of(code, plover_of(code))
        form = next((entry.form for entry in TALKS if entry.code == code), Form("intend", "meet"))
        back = code_of(lean_of(label, {}), form)
        assert root_of(back) == (root_of(code) if label != "no-stance" else "01"), code


@pytest.mark.parametrize(("act", "topic"), list(itertools.product(ACTS, TOPICS)))
@pytest.mark.parametrize("side", SIDES)
def test_a_stance_survives_its_code(side: str, act: str, topic: str) -> None:
    code = code_of(side, Form(act, topic))
    label, accept = reading_of(code, plover_of(code))
    assert side == label or (code == "051" and side in accept)


@pytest.mark.parametrize("side", SIDES)
def test_a_conditional_goes_with_the_likelier_side_and_is_lost_but_for_accept(side: str) -> None:
    lean = lean_of("conditional", {side: 0.1, "conditional": 0.9})
    assert lean == side
    label, accept = reading_of(code_of(lean, Form("other", "meet")), Plover(None))
    assert label == side
    assert "conditional" in accept


def test_no_stance_is_a_comment_that_plover_does_not_code() -> None:
    assert lean_of("no-stance", {"pro-diplomacy": 0.4}) is None
    assert code_of(None, Form("intend", "meet")) == "010"
    assert plover_of("010").type is None


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("1221", "no-stance"),  # a refusal of aid is none of talks
        ("1241", "no-stance"),
        ("12", "no-stance"),
        ("0311", "no-stance"),
        ("042", "no-stance"),  # the bare news of a visit
        ("111", "no-stance"),
        ("138", "no-stance"),
        ("190", "no-stance"),
        ("108", "pro-diplomacy"),  # conflict by its quad class, for talks by its stance
        ("026", "pro-diplomacy"),
        ("127", "rejection"),
        ("165", "rejection"),
    ],
)
def test_the_codebook_decides_what_a_code_is_read_as(code: str, label: str) -> None:
    assert reading_of(code, plover_of(code)).label == label


def test_an_unspecified_code_leaves_open_what_the_codes_under_it_say() -> None:
    for root in sorted({entry.code[:2] for entry in TALKS} - {"04", "05", "08", "16", "13"}):
        under = {e.reading.label for e in TALKS if e.code.startswith(root)}
        label, accept = reading_of(root, plover_of(root))
        assert label == "no-stance"
        assert under <= set(accept), root


@pytest.mark.parametrize(
    ("text", "kind", "side", "code"),
    [
        ("Velia is ready to talk.", "indirect", "pro-diplomacy", "036"),
        ("Velia accepted the ceasefire.", "act", "pro-diplomacy", "037"),
        ("Velia is ready for mediation.", "indirect", "pro-diplomacy", "038"),
        ("Ostmark offered to mediate.", "act", "pro-diplomacy", "039"),
        ("She urged both sides to negotiate.", "indirect", "pro-diplomacy", "026"),
        ("He called for a settlement.", "indirect", "pro-diplomacy", "027"),
        ("They demanded mediation.", "indirect", "pro-diplomacy", "108"),
        ("The envoy welcomed the dialogue.", "indirect", "pro-diplomacy", "051"),
        ("Velia resumed talks with Ostmark.", "act", "pro-diplomacy", "046"),
        ("“We resumed talks in May,” she said.", "direct", "pro-diplomacy", "036"),
        ("Velia will never talk to them.", "direct", "rejection", "125"),
        ("Velia turned the mediator away.", "indirect", "rejection", "126"),
        ("Velia spurned the peace plan.", "act", "rejection", "127"),
        ("Velia walked out of the talks.", "act", "rejection", "164"),
        ("Velia suspended the mediation.", "act", "rejection", "165"),
        ("Velia threatened to leave the talks.", "indirect", "rejection", "134"),
        ("Talks on a truce? Never.", "direct", "rejection", "125"),
        ("The ferry left at noon.", "narration", None, "010"),
    ],
)
def test_what_a_statement_does_gives_its_code(
    text: str, kind: str, side: str | None, code: str
) -> None:
    said = Statement.from_record({"text": text, "kind": kind})
    assert code_of(side, form_of(said, side)) == code


@pytest.mark.parametrize(
    ("cell", "padded", "code"),
    [
        ("036", True, "036"),
        ("36", True, "036"),
        ("14", True, "014"),
        ("14", False, "14"),
        ("311", True, "0311"),
        ("3", False, "03"),
        ("1246", True, "1246"),
        ("0369", True, "036"),
        ("99", True, None),
        ("---", True, None),
        ("", True, None),
        ("12.5", True, None),
        ("²", True, None),
        ("12345", True, None),
    ],
)
def test_cells_are_read_as_codes(cell: str, padded: bool, code: str | None) -> None:
    assert known_code(cell, padded=padded) == code


def test_drafts_of_plover_had_other_names() -> None:
    assert known_type("Demand") == "REQUEST"
    assert known_type("investigate") == "ACCUSE"
    assert known_type("PARTY") is None


def test_the_quad_classes_are_the_labels_of_the_scheme() -> None:
    assert QUADS.null_label == QUADS.labels[-1]
    assert {PLOVER[name] for name in PLOVER} == set(range(1, len(QUADS.labels)))


def test_the_readme_has_every_talk_code_as_it_is() -> None:
    readme = README.read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\d{3,4}) \| ([A-Z]+(?: [a-z-]+)?) \|.*\| ([a-z/ -]+) \|$", readme, re.M
    )
    assert rows == [
        (
            entry.code,
            " ".join(filter(None, plover_of(entry.code))),
            " / ".join((entry.reading.label, *entry.reading.accept)),
        )
        for entry in TALKS
    ]


def test_the_readme_has_the_code_of_every_form() -> None:
    acts = {
        "for": ("intend", "appeal", "demand", "endorse", "hold"),
        "against": ("refuse", "threaten", "halt"),
        "none": ("intend",),
    }
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    for (word, names), side in zip(acts.items(), (*SIDES, None), strict=True):
        rows = [
            line.strip("| ").split(" | ")[2:] for line in lines if line.startswith(f"| {word} ")
        ]
        assert [[cell[:3] for cell in row] for row in rows] == [
            [code_of(side, Form(act, topic)) for topic in ("meet", "settle", "mediate")]
            for act in names
        ]
    assert code_of("pro-diplomacy", Form("offer", "mediate")) == "039"
