"""What the checks give to components: texts, odd ones too, documents and analyses."""

from __future__ import annotations

from stancekit.analysis import Analysis, AnalysisError
from stancekit.document import Document, Span
from stancekit.stance import DIPLOMACY, Evidence, Prediction, Stance
from stancekit.statement import Statement

__all__ = ["DOCUMENTS", "LABELS", "LONG", "ODD", "OTHERS", "TEXTS", "analyses"]

TEXTS = (
    "We are ready to sit down with the islanders tomorrow.",
    "There will be no talks, reportedly, while the harbour is closed.",
    "“Our door is open,” the envoy said, “but not for threats.”",
    "If the blockade ends by May 4, 2031, we can meet in Ostrava.",
    "The ferry left at noon with 1,200 people on board.",
    "They refuse! They have always refused to negotiate.",
    "Zoë Lind's party won’t discuss it unless the prisoners are freed.",
    "Would a dialogue help? Perhaps, allegedly.",
    "Apparently the two sides never spoke.",
    "An agreement is possible, and we shall work for it.",
    "No compromise, no meeting, no handshake.",
    "The weather in the capital was mild for the season.",
)
"""Ordinary statements, each another; with labels of the shipped scheme."""

LABELS = (
    "pro-diplomacy",
    "rejection",
    "conditional",
    "conditional",
    "no-stance",
    "rejection",
    "conditional",
    "pro-diplomacy",
    "no-stance",
    "pro-diplomacy",
    "rejection",
    "no-stance",
)

OTHERS = (
    "A ceasefire first, then words.",
    "The minister met nobody on Tuesday.",
    "Let both delegations come to the table.",
    "We reject every single point of the offer.",
)
"""Statements that no extractor is fitted on."""

LONG = "The delegation would talk if the siege were lifted, it said. " * 1640
"""About 100,000 characters."""

ODD = (
    "",
    " \t\n",
    "?",
    "🙂🤝🏽👨‍👩‍👧",
    "e\u0301\u200b\u00adn\u202ee \u2066x\u2069",
    "\x00\x07 control",
    "谈判是唯一的出路。",
    "لن نتفاوض تحت التهديد",
    "ﬁne ＴＡＬＫＳ ǅ İstanbul ß",
    "“‘«unclosed",
    "https://example.org/a?b=c #talks @envoy",
    "word" * 3000,
    "\r\n\u2028\x85line ends\r",
)
"""Texts that come up in real corpora and break what was tried on tidy ones."""

DOCUMENTS = (
    Document(
        "quotes",
        "“We will not talk under fire,” President Ada Lorn said on Monday. “If it stops, we will.”"
        "\n\nThe island's envoy, Duro Velk, said his side was ready to meet.\n",
        title="Lorn rules out talks for now",
        date="2031-05-03",
        source="The Courier",
        language="en",
    ),
    Document("speech", "We want peace. I am ready to sit down with them.", author="Ada Lorn"),
    Document(
        "odd",
        "Velk 🙂 said:\r\n“No talks.\r\n\r\n“Never.”\r\n\u2028According to e\u0301mile, they met.",
    ),
    Document("nobody", "The ferry left at noon with 1,200 people on board."),
    Document("blank", " \n "),
    Document("nothing", ""),
)


def analyses() -> list[Analysis]:
    """Return analyses, one of them an error, with what is hard to write: breaks, commas, emoji."""
    text = DOCUMENTS[2].text
    label_set = ("rejection",)
    shares = dict(zip(DIPLOMACY.labels, (0.1, 0.7, 0.15, 0.05), strict=True))
    found = Statement(
        14,
        25,
        text[14:25],
        kind=None,
        content=(Span(15, 24),),
        speaker='Velk, "the" 🙂',
        rule="given",
        prediction=Prediction("rejection", shares, label_set, (Evidence(15, 17, "words:no", 1.5),)),
    )
    model = {"name": "m", "version": "1", "sha256": "00"}
    return [
        Analysis(DOCUMENTS[2], (found,), (Stance("Velk", "rejection", 0.7, (0,)),), model),
        Analysis(DOCUMENTS[5], error=AnalysisError("RecordError", "the text is empty", 7)),
        Analysis(DOCUMENTS[0], (), (), model, {"acme": "1.2"}),
    ]
