"""Who speaks where the sentence or the text doesn't say it in the plain order."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def _speakers(text: str) -> list[str | None]:
    return [s.speaker for s in RuleExtractor().extract(Document("a", text))]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Velmland for its part insisted that the offer stood.", "Velmland"),
        ("Ada Lorn in the end admitted that the talks were over.", "Ada Lorn"),
        (
            "Only in May Keld's governor, Otto Quill, had said that he would consider a truce.",
            "Otto Quill",
        ),
        (
            "Ada Lorn, a lawyer who advised two envoys, regards the date as a mistake.",
            "Ada Lorn",
        ),
        (
            "Ada Lorn, Norway's deputy foreign minister, whose office hosted them,"
            " praised both for coming.",
            "Ada Lorn",
        ),
        ("A ministry official, Park Ji-won, said the offer stood.", "Park Ji-won"),
        (
            "The rebels' commander, known by his nom de guerre Old Piet, said he would come.",
            "Old Piet",
        ),
        (
            "One commander, who styles himself Abu Hakan, said that he would never sign.",
            "Abu Hakan",
        ),
        ("The Minister of State, Lord Quill of Velm, said it was over.", "Lord Quill of Velm"),
        (
            "On the radio there was an announcer in a red jacket, who said that it was over.",
            "announcer in a red jacket",
        ),
    ],
)
def test_subject_apart_from_its_verb(text: str, speaker: str) -> None:
    assert _speakers(text)[0] == speaker


def test_site_after_inverted_verb_is_no_source() -> None:
    text = "The truce was “dead”, Velm's envoy, Ada Lorn, wrote on X, adding that she would leave."
    assert set(_speakers(text)) == {"Ada Lorn"}


def test_nobody_says_nothing() -> None:
    text = (
        "The party took the seats, although nobody has told it how many, spokesman Tom Velk said."
    )
    assert _speakers(text) == ["Tom Velk"]


@pytest.mark.parametrize(
    ("before", "after", "speaker"),
    [
        (
            "A security source said that the list was ready.",
            "He said it was long.",
            "security source",
        ),
        (
            "Otto Quill told the radio that it was late. One Velmish delegate was upbeat.",
            "“We even laughed,” he said.",
            "Velmish delegate",
        ),
        (
            "Mr Quill said that it was a matter for the police. From Oslo, rebel negotiator"
            " Tom Velk said the panel was intact.",
            "He said that it could meet.",
            "Tom Velk",
        ),
        (
            "A French diplomat said that the door was open. Ada Lorn, an analyst, said it was not.",
            "The same diplomat said that it would shut.",
            "French diplomat",
        ),
        (
            "Ada Lorn said that it was over. A Velmish official familiar with the file smiled.",
            "The official said that it was not.",
            "Velmish official",
        ),
        (
            "Velm's president wants a truce.\n\nTom Quill made the request in a letter.",
            "Quill said that he meant it.",
            "Tom Quill",
        ),
        (
            "Rosa Tinn, 52, hopes that it ends. Her husband, Otto, does not.",
            "“It is a pause,” he said.",
            "Otto",
        ),
        (
            "The woman in the green scarf counts the boats.",
            "“I hope for a truce,” she said.",
            "woman in the green scarf",
        ),
    ],
)
def test_taken_up_from_the_text_before(before: str, after: str, speaker: str) -> None:
    assert (_speakers(f"{before} {after}")[-1] or "").startswith(speaker)


@pytest.mark.parametrize(
    "text",
    [
        "Velm's president wants a truce.\n\nTom Quill made the request in a letter to Keld.",
        "Talks had stalled, the head of the mission told the River Council. Tom Quill, presenting"
        " his first report, was glum.",
        "Keld welcomes the talks, a foreign ministry spokesman said.\n\nSpokesman Tom Quill made"
        " the remarks at a briefing.",
    ],
)
def test_person_is_named_in_the_next_sentence(text: str) -> None:
    assert _speakers(text)[0] == "Tom Quill"


def test_delegate_of_another_state_is_not_who_spoke_last() -> None:
    text = (
        "Tom Quill, presenting his report, said that it was late."
        " The United Kingdom's representative said that it was early."
    )
    assert _speakers(text) == ["Tom Quill", "United Kingdom's representative"]


def test_jurist_is_whom_the_narrator_turned_to() -> None:
    text = (
        "In Keld, her colleague Otto Quill said that he would reply. Rosa Tinn, 61, who lives in"
        " Lima, was cautious. A commission without a date, the jurist warned, was a lake."
    )
    assert _speakers(text) == ["Otto Quill", "Rosa Tinn"]


def test_noun_that_looks_like_a_verb_before_the_verb() -> None:
    text = "Ana Paz, 60, waits. “They come and they leave,” the retired judge says at home."
    assert _speakers(text)[0] == "Ana Paz"


def test_office_of_another_field_is_somebody_else() -> None:
    text = (
        "The irrigation minister complained that the water was gone.\n\n"
        "Rosa Tinn, Norway's state minister for peace, said that her door was open."
    )
    assert _speakers(text) == ["irrigation minister", "Rosa Tinn"]


def test_representative_of_one_state_is_not_that_of_another() -> None:
    text = (
        "The representative of China urged the parties to meet.\n\n"
        "OTTO QUILL (Norway) said that they would.\n\n"
        "The representative of Norway said that he was glad."
    )
    assert _speakers(text) == ["representative of China", "Otto Quill", "Otto Quill"]


def test_source_nested_in_another_does_not_go_on() -> None:
    text = (
        "The ministers also took note of the view of the Lake Council that a line can wait."
        " They agreed to meet again."
    )
    assert _speakers(text)[-1] == "ministers"


def test_introduced_at_the_head_of_a_paragraph() -> None:
    text = (
        "An army spokesman said that it would go on.\n\n"
        "Tom Farr, the envoy, is “hopeful”, he wrote on his site."
    )
    assert _speakers(text)[-1] == "Tom Farr"


def test_statement_that_is_announced_has_its_author_as_source() -> None:
    text = (
        "Here is the statement by the union in full: “We came in good faith and we will leave so.”"
    )
    assert _speakers(text) == ["union"]


@pytest.mark.parametrize(
    ("text", "speaker", "actor"),
    [
        ("The IRC's Otto Quill said no.", "Otto Quill", "IRC"),
        (
            "PRISTINA - Kosovo will send its team, government spokesman Otto Quill said.",
            "Otto Quill",
            "Kosovo",
        ),
        (
            "Deputy Minister for Legal Affairs Otto Quill of Norway said no.",
            "Otto Quill",
            "Norway",
        ),
        ("The IRC moved on. Its delegate, Otto Quill, said no.", "Otto Quill", "IRC"),
    ],
)
def test_whom_a_person_speaks_for(text: str, speaker: str, actor: str) -> None:
    statement = RuleExtractor().extract(Document("a", text))[0]
    assert (statement.speaker, statement.actor) == (speaker, actor)


def test_author_of_a_state_speaks_for_it() -> None:
    text = "We will meet them in May.\n\nDepartment of Rivers of the Republic of Norway, Oslo"
    document = Document("a", text, author="Department of Rivers")
    assert {s.actor for s in RuleExtractor().extract(document)} == {"Norway"}


def test_capitals_stand_for_the_name_with_these_initials() -> None:
    text = "The UFD said no. The United Front of the Delta had met in May."
    assert _speakers(text)[0] == "United Front of the Delta"


def test_delegate_of_a_body_is_the_person_named_next() -> None:
    text = "The UFD will not come, its delegate said. “We are tired,” Otto Quill told reporters."
    assert _speakers(text) == ["Otto Quill", "Otto Quill"]


@pytest.mark.parametrize(
    "gesture",
    [
        "Tom Velk, the envoy, shrugs.",
        "Tom Velk shakes his head.",
        "A week later Tom Velk went on television in another key.",
    ],
)
def test_whoever_makes_a_gesture_speaks_next(gesture: str) -> None:
    text = f"Ada Lorn said that it was over.\n\n{gesture}\n\n“We have time.”"
    assert _speakers(text) == ["Ada Lorn", "Tom Velk"]


def test_body_that_speaks_through_a_spokesman() -> None:
    text = "“They came late,” said the Foreign Ministry through its spokesman on arms, Otto Quill."
    (statement,) = RuleExtractor().extract(Document("a", text))
    assert (statement.speaker, statement.actor) == ("Otto Quill", "Foreign Ministry")


def test_small_words_have_no_letter_in_a_short_form() -> None:
    text = "The Organisation of Upland States (OUS) offered to mediate. The OUS said it would wait."
    assert set(_speakers(text)) == {"Organisation of Upland States"}


def test_subject_with_a_relative_clause_argues_on() -> None:
    text = (
        "A senior official said that it was late.\n\nA Velmish lawmaker who has crossed swords with"
        " Keld took the other side: to talk now, he argued, was to pay twice."
    )
    assert _speakers(text)[-1] == "Velmish lawmaker"


_STORY = (
    "{opening} winds the clock at six.\n\n“They shoot at the bell,” {he} says. “A bell can be"
    " mended.”\n\nThe army waits below.\n\n“I would row them,” says {name}, who has no boat."
)


@pytest.mark.parametrize(
    ("opening", "he", "name", "speaker"),
    [
        ("The old man", "he", "Anton Grebe", "Anton Grebe"),
        ("The woman in the tower", "she", "Maria Grebe", "Maria Grebe"),
        # Somebody else: of the other sex, or one among many.
        ("The old man", "he", "Maria Grebe", "old man"),
        ("An old man", "he", "Anton Grebe", "old man"),
    ],
)
def test_a_story_names_its_main_person_at_last(
    opening: str, he: str, name: str, speaker: str
) -> None:
    found = _speakers(_STORY.format(opening=opening, he=he, name=name))
    assert found == [speaker, speaker, name]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "A women's group, Hands Across the Ford, urged both sides to meet.",
            "Hands Across the Ford",
        ),
        (
            "A feared warlord, who goes by the name Old Piet, said that his men would stay.",
            "Old Piet",
        ),
        ("An elderly skipper, Sindaro by name, said that he would vote for talks.", "Sindaro"),
        (
            "“No,” senator and presidential hopeful Ada Lorn told reporters.",
            "Ada Lorn",
        ),
        ("Reached in Port Velm, Ada Lorn said that she would sign.", "Ada Lorn"),
        ("Ada Lorn's letters say that the talks were a farce.", "Ada Lorn"),
        ("Here is Ada Lorn, deputy head of the union, on the truce: “Let us see it.”", "Ada Lorn"),
        ("And this from Ada Lorn of the Greens: “Let us see it.”", "Ada Lorn"),
        ("Oslo, wary of both, said that the calls went on.", "Norway"),
    ],
)
def test_what_stands_beside_a_name_changes_nobody(text: str, speaker: str) -> None:
    assert _speakers(text) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "The reason is Velm: “They want war.”",
        "There was a sign at the gate of Velm: “No entry.”",
    ],
)
def test_nobody_is_presented(text: str) -> None:
    assert _speakers(text) == []


def test_group_is_taken_up_by_the_noun_that_it_was_introduced_with() -> None:
    text = "A women's group, Women Across the Ford, urged talks. The group said it had written."
    assert _speakers(text) == ["Women Across the Ford"] * 2


def test_quotation_after_a_sentence_about_somebody_else() -> None:
    text = (
        "“We went,” the council said. The clause stays, and Tom Velk, the secretary, sees no sense"
        " in a visit. “We are no vassals.”"
    )
    assert _speakers(text)[-1] == "Tom Velk"


def test_name_follows_the_possessive_of_whose_account_it_is() -> None:
    text = "Otto Quill said no.\n\nBy his own account, Tom Velk has never been there."
    assert _speakers(text) == ["Otto Quill", "Tom Velk"]


def test_man_who_is_described_is_nobody_named_before() -> None:
    text = (
        "“No,” Otto Quill said.\n\nThe colonel who commands the post will not give his name."
        " “I have orders,” he says."
    )
    assert _speakers(text) == ["Otto Quill", "colonel"]


def test_office_is_not_that_of_whoever_is_named_next_with_a_party() -> None:
    text = (
        "“A border is what an army holds,” the Marshal said.\n\n“He has lost two wars,” said Luka"
        " Orban of the Greens."
    )
    assert _speakers(text) == ["Marshal", "Luka Orban"]


def test_envoy_of_another_land_is_not_who_spoke_last() -> None:
    text = (
        "“Let us talk,” said Otto Quill of Kaikan.\n\nThe Vincentian envoy declined to be gloomy."
        " “I have settled worse,” Ambassador Tom Velk said."
    )
    assert _speakers(text) == ["Otto Quill", "Tom Velk", "Tom Velk"]


def test_article_shows_that_a_name_is_no_person() -> None:
    text = (
        "It was told by the United Self-Tillers in May. “I am sorry,” the bishop of Velm said."
        " The United Self-Tillers told reporters that they would not leave."
    )
    assert _speakers(text)[-2:] == ["bishop of Velm", "United Self-Tillers"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("The plan is dead, said their leader, Ada Lorn.", ["Ada Lorn"]),
        ("Some 70 people have died, according to data compiled by Open Rivers.", ["Open Rivers"]),
        ("Ada Lorn, passing by, was heard to complain about the soup.", ["Ada Lorn"]),
    ],
)
def test_who_is_behind_a_description(text: str, speakers: list[str]) -> None:
    assert _speakers(text) == speakers


def test_whoever_opens_the_paragraph_is_its_topic() -> None:
    text = (
        "Rosa Tinn, of Delta University, wrote to both.\n\nRosa Tinn sees two sofas.\n\n“Who says"
        " so?” asked Maria Keld.\n\nTinn would begin small. Nothing larger will float, she warned."
    )
    assert _speakers(text)[-1] == "Rosa Tinn"


def test_span_of_what_is_told_within_an_aside() -> None:
    inner = "one Otto Quill had declared before them that he was waiting for the government"
    text = f"On the third evening, the witness swore, {inner}."
    found = RuleExtractor().extract(Document("a", text))
    assert [(s.speaker, s.text) for s in found] == [("witness", text), ("Otto Quill", inner)]


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [("asked her to withdraw the word", "Speaker"), ("asked them to stay", "Ada Lorn")],
)
def test_nobody_asks_herself(asked: str, speaker: str) -> None:
    text = f"Ms Ada Lorn called the accord a surrender. The Speaker {asked}."
    assert _speakers(text) == ["Ada Lorn", speaker]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        (
            "The powerful brother of Velm president Otto Quill rejected the offer.",
            "powerful brother of Velm president Otto Quill",
        ),
        (
            "The wife of jailed opposition leader Tom Velk urged them to negotiate.",
            "wife of jailed opposition leader Tom Velk",
        ),
        (
            "The lawyer for detained journalist Tom Velk said that he would not talk.",
            "lawyer for detained journalist Tom Velk",
        ),
        (
            "The spokesman of President Ada Lorn said he would not come.",
            "spokesman of President Ada Lorn",
        ),
        ("The uncle of King Otto Quill said the truce stood.", "uncle of King Otto Quill"),
        ("The son of late president Otto Quill, Tom Quill, said it was over.", "Tom Quill"),
        ("Deputy Minister of Trade Ada Lorn said it was over.", "Ada Lorn"),
        ("The head of the army General Tom Velk said it was over.", "Tom Velk"),
    ],
)
def test_whoever_belongs_to_a_person_is_somebody_else(sentence: str, speaker: str) -> None:
    assert _speakers(sentence) == [speaker]


def test_the_lead_describes_whom_the_headline_names() -> None:
    text = (
        "Velm's Rosa Quill says talks are off\n\n"
        "KELD -- The sister of Velm president Otto Quill said on Monday that the offer was late."
        ' "We are tired," she told the radio.\n\nIn another remark, Quill said that it was over.'
    )
    assert set(_speakers(text)) == {"Rosa Quill"}
    text = "Tom Velk says talks are off\n\nKELD -- A sister of Otto Quill said that it was late."
    assert _speakers(text)[1] != "Tom Velk"


def test_family_name_first_of_two() -> None:
    text = (
        "President Kim Min Ho spoke in May.\n\nHis adviser Kim So Yun said that it was late.\n\n"
        "The road was shut. Kim said that it would open."
    )
    assert _speakers(text)[-2:] == ["Kim So Yun", "Kim So Yun"]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Norway hopes for talks, a Foreign Ministry spokesperson said.", "Norway"),
        ("Oslo offered a venue. “It is late,” foreign ministry spokesman Tom Velk said.", "Norway"),
        (
            "Norway calls off the talks\n\nGENEVA (Wire) - Government spokesman Tom Velk said no.",
            "Norway",
        ),
        (
            "Norway urged calm. Its foreign ministry spokesman, Tom Velk, said that Spain erred.",
            "Norway",
        ),
        (
            "Norway and Spain call off the talks\n\nGENEVA (Wire) - The talks are off. Government"
            " spokesman Tom Velk said no.",
            "Government",
        ),
        (
            "Talks are off\n\nOSLO (Wire) - The talks in Norway are off. “Spain is to blame,”"
            " Government spokesman Tom Velk said.",
            "Government",
        ),
    ],
)
def test_whose_ministry_it_is(text: str, actor: str) -> None:
    assert RuleExtractor().extract(Document("a", text))[-1].actor == actor
