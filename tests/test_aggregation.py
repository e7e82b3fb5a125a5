"""How a speaker's statements add up, and how stances move over time."""

import pytest

from stancekit import Analysis, Document, Prediction, Span, Stance, StanceScheme, Statement
from stancekit.aggregation import aggregate, timeline

TEXT = "Minister weighs talks\nLead one. Lead two.\nLater one. Later two. Later three."
DOCUMENT = Document("d", TEXT)
HEADLINE, LEAD, LATER = (
    "Minister weighs talks",
    ("Lead one.", "Lead two."),
    (
        "Later one.",
        "Later two.",
        "Later three.",
    ),
)


def said(part, label, speaker="Ada", counterpart=None, probability=0.8):
    start = TEXT.index(part)
    return Statement(
        start,
        start + len(part),
        part,
        speaker=speaker,
        counterpart=counterpart,
        prediction=Prediction(label, {label: probability}, (label,)),
    )


def stance_of(*statements):
    (stance,) = aggregate(DOCUMENT, statements)
    return stance.label


def test_the_majority_decides():
    assert (
        stance_of(
            said(LATER[0], "rejection"),
            said(LATER[1], "pro-diplomacy"),
            said(LATER[2], "pro-diplomacy"),
        )
        == "pro-diplomacy"
    )


def test_labels_vote_however_sure_they_are():
    statements = [
        said(LATER[0], "pro-diplomacy", probability=0.55),
        said(LATER[1], "rejection", probability=0.99),
        said(LATER[2], "pro-diplomacy", probability=0.65),
    ]
    (stance,) = aggregate(DOCUMENT, statements)
    assert (stance.label, stance.statements) == ("pro-diplomacy", (0, 1, 2))
    assert stance.probability == pytest.approx(0.6)


def test_statements_without_a_label_count_in_no_stance():
    doubtful = said(HEADLINE, None, counterpart="Vesk")
    (stance,) = aggregate(
        DOCUMENT, [doubtful, said(LATER[0], "rejection"), said(LATER[1], "no-stance")]
    )
    assert (stance.label, stance.counterpart, stance.statements) == ("rejection", None, (1, 2))
    # Who is only heard in doubtful words takes no part, not even as one without a stance.
    assert aggregate(DOCUMENT, [doubtful, said(LEAD[0], None)]) == ()


def test_the_lead_counts_twice():
    assert stance_of(said(LEAD[0], "pro-diplomacy"), said(LATER[0], "rejection")) == "pro-diplomacy"


def test_a_headline_decides():
    assert (
        stance_of(
            said(HEADLINE, "conditional"), said(LEAD[0], "rejection"), said(LEAD[1], "rejection")
        )
        == "conditional"
    )


def test_a_headline_without_a_position_decides_nothing():
    assert stance_of(said(HEADLINE, "no-stance"), said(LATER[0], "rejection")) == "rejection"


@pytest.mark.parametrize(
    ("labels", "winner"),
    [
        (("pro-diplomacy", "rejection"), "rejection"),
        (("pro-diplomacy", "conditional"), "conditional"),
        (("rejection", "conditional"), "conditional"),
    ],
)
def test_ties_go_by_precedence(labels, winner):
    pair = [said(part, label) for part, label in zip(LATER, labels, strict=False)]
    assert stance_of(*pair) == stance_of(*reversed(pair)) == winner


def test_no_stance_never_outvotes():
    assert (
        stance_of(
            said(LATER[0], "no-stance"), said(LATER[1], "no-stance"), said(LATER[2], "rejection")
        )
        == "rejection"
    )
    assert stance_of(said(LATER[0], "no-stance")) == "no-stance"


def test_counterparts_are_told_apart_only_where_positions_differ():
    same = aggregate(
        DOCUMENT,
        [
            said(LATER[0], "rejection", counterpart="B"),
            said(LATER[1], "rejection", counterpart="C"),
        ],
    )
    assert [(s.counterpart, s.label, s.statements) for s in same] == [(None, "rejection", (0, 1))]
    apart = aggregate(
        DOCUMENT,
        [
            said(LATER[0], "rejection", counterpart="B"),
            said(LATER[1], "pro-diplomacy", counterpart="C"),
            said(LATER[2], "no-stance"),
        ],
    )
    assert [(s.counterpart, s.label) for s in apart] == [("B", "rejection"), ("C", "pro-diplomacy")]


def test_a_single_counterpart_is_named():
    (stance,) = aggregate(
        DOCUMENT, [said(LATER[0], "rejection", counterpart="B"), said(LATER[1], "rejection")]
    )
    assert (stance.counterpart, stance.statements) == ("B", (0, 1))


def test_probability_is_the_mean_over_statements_with_the_label():
    (stance,) = aggregate(
        DOCUMENT,
        [
            said(LATER[0], "rejection", probability=0.5),
            said(LATER[1], "rejection", probability=0.7),
            said(LATER[2], "no-stance", probability=0.9),
        ],
    )
    assert stance.probability == pytest.approx(0.6)
    assert stance.statements == (0, 1, 2)


def nested(outer_label="rejection"):
    """“The envoy said Keld had refused to talk.”: the envoy's statement and Keld's within it."""
    text = "The envoy said Keld had refused to talk."

    def one(speaker, label, content, mention, parent=None):
        return Statement(
            0,
            len(text),
            text,
            speaker=speaker,
            content=(Span(*content),),
            mention=Span(*mention),
            parent=parent,
            prediction=Prediction(label, {label: 0.8}, (label,)),
        )

    statements = [
        one("envoy", outer_label, (15, 39), (0, 9)),
        one("Keld", "rejection", (32, 39), (15, 19), parent=0),
    ]
    return {s.speaker: s.label for s in aggregate(Document("n", text), statements)}


def test_a_position_passed_on_is_the_inner_sources_alone():
    assert nested() == {"Keld": "rejection"}


def test_a_messenger_without_a_position_is_listed():
    assert nested(outer_label="no-stance") == {"envoy": "no-stance", "Keld": "rejection"}


def test_statements_without_a_speaker_belong_to_no_stance():
    assert aggregate(DOCUMENT, [said(LATER[0], "rejection", speaker=None)]) == ()


def test_unclassified_statements_are_refused():
    with pytest.raises(ValueError, match="statement 0 of 'd' isn't classified"):
        aggregate(DOCUMENT, [Statement(0, 8, "Minister", speaker="Ada")])


def test_another_scheme_brings_its_own_precedence():
    scheme = StanceScheme("s", ["for", "against", "none"], "none", precedence=["for"])
    pair = [said(LATER[0], "against"), said(LATER[1], "for"), said(LATER[2], "none")]
    assert aggregate(DOCUMENT, pair, scheme)[0].label == "for"


def dated(identity, date, label, speaker="Ada", counterpart=None):
    return Analysis(
        Document(identity, "", date=date), (), (Stance(speaker, label, 0.5, (), counterpart),)
    )


def test_a_timeline_is_in_order_of_date_and_marks_shifts():
    entries = timeline(
        [
            dated("c", "2026-01-28", "conditional"),
            dated("undated", None, "rejection"),
            dated("a", "2025-03-09", "rejection"),
            dated("b", "2025-06-01", "no-stance"),
            dated("other", "2025-01-01", "rejection", speaker="Bo"),
        ]
    )
    assert [(e.speaker, e.document, e.shift) for e in entries] == [
        ("Ada", "a", None),
        ("Ada", "b", None),
        ("Ada", "c", "rejection"),
        ("Ada", "undated", None),
        ("Bo", "other", None),
    ]


def test_a_timeline_of_one_speaker():
    entries = timeline(
        [dated("a", "2025-01-01", "rejection"), dated("b", None, "rejection", "Bo")], "Bo"
    )
    assert [e.document for e in entries] == ["b"]


def test_shifts_are_by_counterpart():
    entries = timeline(
        [
            dated("a", "2025-01-01", "rejection", counterpart="B"),
            dated("b", "2025-01-02", "conditional", counterpart="C"),
        ]
    )
    assert [e.shift for e in entries] == [None, None]


def test_a_stance_without_a_counterpart_is_compared_with_any():
    entries = timeline(
        [
            dated("a", "2025-01-01", "rejection"),
            dated("b", "2025-01-02", "conditional", counterpart="C"),
            dated("c", "2025-01-03", "rejection", counterpart="B"),
        ]
    )
    assert [e.shift for e in entries] == [None, "rejection", None]


def test_a_speaker_asked_for_is_found_under_other_spellings():
    entries = timeline(
        [
            dated("a", "2025-01-01", "rejection", speaker="Teodor Haliq"),
            dated("b", "2025-01-02", "conditional", speaker="Haligh"),
            dated("c", "2025-01-03", "rejection", speaker="Bo Halvar"),
        ],
        "Teodor Haliq",
    )
    assert [(e.speaker, e.document, e.shift) for e in entries] == [
        ("Teodor Haliq", "a", None),
        ("Teodor Haliq", "b", "rejection"),
    ]


def test_where_every_label_is_a_position_each_counts():
    scheme = StanceScheme("vote", ("yes", "no"), null_label=None)
    statements = (said(LATER[0], "no"), said(LATER[1], "no"), said(LATER[2], "yes"))
    (stance,) = aggregate(DOCUMENT, statements, scheme)
    assert (stance.label, stance.statements) == ("no", (0, 1, 2))
    later = Analysis(Document("e", TEXT, date="2031-02-01"), (), (Stance("Ada", "yes", 0.9, (0,)),))
    first = Analysis(Document("d", TEXT, date="2031-01-01"), (), (stance,))
    assert [entry.shift for entry in timeline([later, first], scheme=scheme)] == [None, "no"]
