from __future__ import annotations

import pytest

from stancekit import Document
from stancekit.reading.layout import find_layout


@pytest.mark.parametrize(
    ("lead", "dateline"),
    [
        ("LORNA, May 3 (Agency) - Talks went on.", "LORNA, May 3 (Agency) - "),
        ("LORNA — Talks went on.", "LORNA — "),
        ("PORT LORNA/VESK, 3 June – Talks went on.", "PORT LORNA/VESK, 3 June – "),
        ("LORNA, from our reporter. Talks went on.", "LORNA, from our reporter. "),
        ("Lorna, 3 June (Agency) - Talks went on.", "Lorna, 3 June (Agency) - "),
        ("Lorna, Monday - Talks went on.", "Lorna, Monday - "),
        ("PORT LORNA, May 3: Talks went on.", "PORT LORNA, May 3: "),
        ("Lorna, 3 June (Agency): Talks went on.", "Lorna, 3 June (Agency): "),
        ("PAZ: Talks went on.", None),
        ("Lorna - once a port - hosts the talks.", None),
        ("Lorna, on the coast — once a port — hosts the talks.", None),
        ("The talks went on.", None),
    ],
)
def test_datelines(lead: str, dateline: str | None) -> None:
    text = f"Talks go on in Lorna\n\n{lead}\nMore."
    found = find_layout(Document("x", text))
    assert (found.dateline.of(text) if found.dateline else None) == dateline


@pytest.mark.parametrize(
    ("first", "is_headline"),
    [
        ("Envoys meet in Lorna", True),
        ("Will the envoys meet?", True),
        ("“We will not wait for ever”", True),
        ("The envoys met on Monday.", False),
        ("He said: “We will not wait.”", False),
        ("Present were:", False),
        ("word " * 60, False),
    ],
)
def test_headlines(first: str, is_headline: bool) -> None:
    text = f"{first}\r\n\r\nThe envoys met in Lorna.\r\n"
    found = find_layout(Document("x", text))
    assert (found.headline is not None) == is_headline
    if found.headline:
        assert found.headline.of(text) == first.strip()


def test_given_title_settles_the_headline() -> None:
    text = "Envoys met.\nThe envoys met in Lorna.\n"
    assert find_layout(Document("x", text, title="ENVOYS  met.")).headline is not None
    assert find_layout(Document("x", "Aside\nThe envoys met.", title="Other")).headline is None


def test_a_text_of_one_line_has_no_headline() -> None:
    assert find_layout(Document("x", "Envoys meet")).headline is None
    assert find_layout(Document("x", " \n\t\n")).paragraphs == ()


def test_captions_come_before_the_lead() -> None:
    text = "Envoys meet\nAn envoy, in Lorna\nThe envoys met.\n"
    found = find_layout(Document("x", text))
    assert found.lead is not None
    assert found.lead.of(text) == "The envoys met."


@pytest.mark.parametrize("title", [None, "Another title"])
def test_capitals_make_a_headline_of_a_line_that_ends_a_sentence(title: str | None) -> None:
    text = "Rebels Agree to Talks, Envoy Says.\nThe rebels said on Monday that they would talk."
    found = find_layout(Document("x", text, title=title))
    assert found.headline is not None
    assert found.headline.of(text) == "Rebels Agree to Talks, Envoy Says."
    assert found.lead is not None
    assert found.lead.of(text).startswith("The rebels said")


def test_headline_lead_and_dateline_need_no_whole() -> None:
    document = Document("x", "Envoys meet\nBy Ana Paz\nFile photo\nKELD, May 5 - They met.\nOn.\n")
    whole, head = find_layout(document), find_layout(document, whole=False)
    assert whole.lead is not None and whole.dateline is not None and len(whole.paragraphs) == 5
    assert (head.headline, head.lead, head.dateline) == (
        whole.headline,
        whole.lead,
        whole.dateline,
    )
