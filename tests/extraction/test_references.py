"""Who is meant, and for whom they speak, in whole short texts: one construction each."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor

SPEAKERS = {
    "a couple": (
        "The former premier Arvo Hald and his wife, the senator Mirja Hald, spoke. “No one will "
        "talk in our name,” Mr Hald said. Mrs Hald said she would talk. He said the door was shut.",
        ["Arvo Hald", "Mirja Hald", "Arvo Hald"],
    ),
    "two of one surname, by office": (
        "President Marek Toll said he would talk.\nHis brother, Defence Minister Jonas Toll, said "
        "the talks were a trap.\nThe defence minister said the army had not been asked.",
        ["Marek Toll", "Jonas Toll", "Jonas Toll"],
    ),
    "named in an apposition before": (
        "Envoy Ali Sharif came with the Omani foreign minister, Salim al-Hadd.\nThe Omani "
        "minister said talks would go on.",
        ["Salim al-Hadd"],
    ),
    "ministers that share a title": (
        "Foreign ministers Leila Habb of Jordan and Pierre Rocard of France met.\nHabb said it "
        "was slow. The Jordanian minister said she was tired. The French minister said a draft "
        "was ready.",
        ["Leila Habb", "Leila Habb", "Pierre Rocard"],
    ),
    "part of a name": (
        "Abdul Rahman Abu Sal said the rooms were booked. Abdul Rahman added that more would come.",
        ["Abdul Rahman Abu Sal"] * 2,
    ),
    "a name in its other order": (
        "Minister Ádám Nagy said no talks were planned. Nagy Ádám said the vote was over.",
        ["Ádám Nagy"] * 2,
    ),
    "who was told is not who tells": (
        "Ana Welk arrived. Tess Marrin told Welk that the talks were over. She said nothing would "
        "change that.",
        ["Tess Marrin"] * 2,
    ),
    "a predecessor": (
        "President Ines Falk likes the road that her predecessor, Uwe Brandt, built. Her "
        "predecessor said that was a mistake.",
        ["Uwe Brandt"],
    ),
    "the noun of a body": (
        "The Army of the Hills, a militia, rejected the plan. The group said it would fight on.",
        ["Army of the Hills"] * 2,
    ),
    "a noun that no body there fits": (
        "Hamas said it was studying the plan. The party said it would wait.",
        ["Hamas", "party"],
    ),
    "a ministry in a capital": (
        "The Foreign Ministry in Ankara said the decision was final. The ministry added that it "
        "was open to talks.",
        ["Foreign Ministry in Ankara"] * 2,
    ),
    "another body's spokesman": (
        "The spokesman of the Delta Front, Issa Barr, said it would talk. The army's spokesman "
        "said it would not.",
        ["Issa Barr", "army's spokesman"],
    ),
    "a lead of names and offices is no headline": (
        "Foreign Minister Rana Odaya met Trade Minister Paul Kess.\nOdaya said talks would go on.",
        ["Rana Odaya"],
    ),
    "an age before a name": (
        "A resident of the border town, 45-year-old Samir Jadd, said he wanted talks.",
        ["Samir Jadd"],
    ),
    "ranks in a row": ("Brig. Gen. Hugo Trask said his guns were silent.", ["Hugo Trask"]),
    "a nickname in quotation marks": (
        "The leader of the rebels, known as “Tiger”, said there was no trust.",
        ["Tiger"],
    ),
    "a caption's bracket": (
        "Defence Minister Gil Shohar (pictured), a former general, said the army was ready.",
        ["Gil Shohar"],
    ),
    "states in a list": (
        "Norway, Sweden and Finland said they would meet.",
        ["Norway, Sweden and Finland"],
    ),
    "envoys of states in a list": (
        "Envoys from Norway, Sweden and Finland said they would meet.",
        ["Envoys from Norway, Sweden and Finland"],
    ),
    "a list of places before the subject": (
        "In a letter to Norway, Ada Lorn and Tom Velk said they would meet.",
        ["Ada Lorn and Tom Velk"],
    ),
    "who is quoted by another": (
        "Premier Dov Kess was quoted by the daily Aurora as saying that the truce was dead.",
        ["Dov Kess"],
    ),
    "a body's name after what it is": (
        "The rights group Open Rivers said the truce was dead. Open Rivers said so twice.",
        ["Open Rivers"] * 2,
    ),
    "a company by its name": (
        "The company, Norax, said it was over. It urged the union to come back.",
        ["Norax"] * 2,
    ),
    "a title that no lexicon knows": (
        "Harbourwright Otto Quill said he would stay. The harbourwright said no talks were on.",
        ["Otto Quill"] * 2,
    ),
    "an office that another holds": (
        "Otto Quill said he would stay. The harbour's commissioner said nobody asked her. “I "
        "read it,” Commissioner Ruth Salt said.",
        ["Otto Quill", "Ruth Salt", "Ruth Salt"],
    ),
    "what is named is said": ("Ada Lorn said a successor would be named.", ["Ada Lorn"]),
}


def sources(text: str) -> list[tuple[str | None, str | None]]:
    found = RuleExtractor().extract(Document("x", text))
    return [(statement.speaker, statement.actor) for statement in found]


@pytest.mark.parametrize("name", SPEAKERS)
def test_speakers(name: str) -> None:
    text, expected = SPEAKERS[name]
    assert [speaker for speaker, _ in sources(text)] == expected


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (
            "Ilka Brann, the Dorvanian envoy to Dorvania's sister state, said no talks were on.",
            None,
        ),
        ("In Dorvania all was calm.\nDorvanian Foreign Minister Ilka Brann said no.", "Dorvania"),
        ("The representative of Norvania said her country wanted talks.", "Norvania"),
        ("Delta Front commander Issa Barr said the talks were off.", "Delta Front"),
        ("A spokesman for the rebel Free Delta Front said the talks were off.", "Free Delta Front"),
        ("The Foreign Ministry in Ankara said the talks were off.", "Turkey"),
        (
            "The National Election Board (NEB) met. NEB head Tove Rask said the vote was on.",
            "National Election Board",
        ),
        (
            "Russian President Ivan Rudin and Ukrainian President Olha Bondar met. Bondar said no.",
            "Ukraine",
        ),
        ("The Minister of Energy and Water said the talks were off.", None),
    ],
)
def test_actors(text: str, actor: str | None) -> None:
    found = [one for speaker, one in sources(text) if speaker]
    if actor is None:
        assert all(one not in ("Energy", "Energy and Water") for one in found)
    else:
        assert found[-1] == actor


def test_confidence_falls_with_what_a_pronoun_may_mean() -> None:
    def last(text: str) -> float:
        return RuleExtractor().extract(Document("x", text))[-1].confidence

    alone = last("Ada Lorn said talks would go on. She said that they were hard.")
    several = last(
        "Ada Lorn met Eva Holm and Anna Velk. Eva Holm said talks would go on, and Anna Velk said "
        "so too. She said that they were hard."
    )
    assert several < alone
