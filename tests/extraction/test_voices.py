"""Texts in somebody's own voice: transcripts, interviews, posts, letters, releases."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction.extractor import RuleExtractor


def said(text: str, **fields: str) -> list[tuple[str | None, str]]:
    document = Document("x", text, **fields)  # type: ignore[arg-type]  # only optional text fields
    return [
        (s.speaker, " … ".join(c.of(text) for c in s.content))
        for s in RuleExtractor().extract(document)
    ]


@pytest.mark.parametrize(
    "form",
    [
        "{a}: We are ready.\n{b}: So are we.\n{a}: Then sign it.",
        "**{a}:** We are ready.\n\n**{b}:** So are we.\n\n**{a}:** Then sign it.",
        "**{a}**: We are ready.\n\n**{b}**: So are we.\n\n**{a}**: Then sign it.",
        "{a} (Keld): We are ready.\n{b} (Orsland): So are we.\n{a} (Keld): Then sign it.",
        "[00:01] {a}: We are ready.\n[00:07] {b}: So are we.\n[01:02:11] {a}: Then sign it.",
        "10:31 {a}: We are ready.\n10:32 {b}: So are we.\n10:33 {a}: Then sign it.",
        "“{a}: We are ready.\n\n“{b}: So are we.\n\n“{a}: Then sign it.",
        "{a}:\nWe are ready.\n{b}:\nSo are we.\n{a}:\nThen sign it.",
    ],
)
@pytest.mark.parametrize(
    ("one", "two"), [("Ana Paz", "Bo Lind"), ("MR. PAZ", "MS. LIND"), ("@paz", "@lind")]
)
def test_labels_of_turns(form: str, one: str, two: str) -> None:
    text = form.format(a=one, b=two)
    found = [
        (s.mention and s.mention.of(text), s.content[0].of(text))
        for s in RuleExtractor().extract(Document("x", text))
    ]
    assert found == [(one, "We are ready."), (two, "So are we."), (one, "Then sign it.")]


def test_who_only_asks_states_nothing() -> None:
    text = (
        "Velm Radio: Is the army ready to talk?\nAna Paz: We are. Nobody wants this war.\n"
        "Velm Radio: And the rebels?\nAna Paz: Ask them. Who else knows?"
    )
    assert said(text) == [
        ("Ana Paz", "We are."),
        ("Ana Paz", "Nobody wants this war."),
        ("Ana Paz", "Ask them."),
        ("Ana Paz", "Who else knows?"),
    ]


def test_answers_of_several_paragraphs() -> None:
    text = (
        "Bo Lind, the mayor of Velm, spoke to us on Monday.\n\n"
        "Will you meet the rebels?\n\nWe will.\n\nI told them so myself.\n\n"
        "When?\n\nIn May, if we can.\n\nAnd where?\n\nAt our house.\n\n"
        "The talk was held in Velm and shortened."
    )
    assert said(text) == [
        ("Bo Lind", "We will."),
        ("Bo Lind", "I told them so myself."),
        ("Bo Lind", "In May, if we can."),
        ("Bo Lind", "At our house."),
    ]


def test_questions_of_the_narrator_are_no_interview() -> None:
    text = (
        "What is at stake?\nThe islands and the fish.\nWho owns them?\nBoth states lie near them.\n"
        "What comes next?\nA round in May."
    )
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ana Paz @paz · 5 May\nWe will talk to Keld. It is time.",
        "Ana Paz (@paz) · 10:31\nWe will talk to Keld. It is time.",
        "Ana Paz (@paz): We will talk to Keld. It is time.",
        "Rain fell.\nWe will talk to Keld. It is time.\n— Ana Paz (@paz) May 5, 2031",
    ],
)
def test_posts(text: str) -> None:
    assert said(text) == [("Ana Paz", "We will talk to Keld."), ("Ana Paz", "It is time.")]


def test_a_post_by_its_handle_alone() -> None:
    assert said("@paz: We will talk to Keld.") == [("@paz", "We will talk to Keld.")]


def test_an_address_for_mail_is_no_post() -> None:
    text = "Envoys met in Velm\nThe envoys met on Monday.\nLetters go to desk@velm.example by May."
    assert said(text) == []


@pytest.mark.parametrize(
    ("head", "speaker"),
    [
        ("Joint statement by the Council of Elders on the war", "Council of Elders"),
        ("Statement of the Council of Elders", "Council of Elders"),
        ("Council of Elders Statement on the war", "Council of Elders"),
        ("A day in the life of the Council of Elders", None),
        ("Remarks by Ana Paz at the summit", "Ana Paz"),
    ],
)
def test_releases_in_the_first_person(head: str, speaker: str | None) -> None:
    text = f"{head}\n\nWe ask both armies to stop.\n\nOur door is open to all sides of this war."
    found = said(text)
    if speaker is None:
        assert "Council of Elders" not in [source for source, _ in found]
    else:
        assert found == [
            (speaker, "We ask both armies to stop."),
            (speaker, "Our door is open to all sides of this war."),
        ]


def test_news_of_a_statement_is_no_release() -> None:
    text = (
        "Statement by the Council of Elders rattles Keld\n\n“We ask both armies to stop,” it said."
        "\n\n"
        "The premier said: “Our door is open.”"
    )
    assert [speaker for speaker, _ in said(text)] != ["Council of Elders"] * 2
    assert len(said(text)) == 2


def test_a_signed_letter() -> None:
    text = (
        "Dear Mr. President,\n\nWe write to you from the border. Our villages are empty.\n\n"
        "Let us talk.\n\nYours sincerely,\n\nAna Paz\nMayor of Velm"
    )
    assert said(text)[:3] == [
        ("Ana Paz", "We write to you from the border."),
        ("Ana Paz", "Our villages are empty."),
        ("Ana Paz", "Let us talk."),
    ]


def test_the_rest_of_a_turn_and_what_is_no_speech() -> None:
    text = (
        "Paz: No Deal Yet\n\n“PAZ: We are ready.\n\n“And we wait.\n\n(Applause.)\n\n"
        "“LIND: So are we.\n\n“PAZ: Good.”"
    )
    found = RuleExtractor().extract(Document("x", text))
    assert [s.content[0].of(text) for s in found if s.rule == "transcript"] == [
        "We are ready.",
        "And we wait.",
        "So are we.",
        "Good.”",
    ]


def test_a_record_goes_on_in_free_indirect_speech() -> None:
    text = (
        "Council hears both sides\n\n"
        "ANA PAZ (Keld) said that talks were overdue. The border must be opened first.\n\n"
        "BO LIND (Orsland) welcomed the plan. His country would host a round. Who else could?\n\n"
        "The representative of Velm called for calm. Nothing was lost, he added.\n\n"
        "The meeting ended at noon."
    )
    found = RuleExtractor().extract(Document("x", text))
    free = [(s.kind, s.speaker, s.content[0].of(text)) for s in found if s.rule == "free-indirect"]
    assert free == [
        ("indirect", "Ana Paz", "The border must be opened first"),
        ("indirect", "BO LIND", "His country would host a round"),
        ("indirect", "BO LIND", "Who else could"),
    ]


def test_news_does_not_go_on_in_free_indirect_speech() -> None:
    text = "Ana Paz (Keld) said that talks were overdue. The border was shut on Monday."
    assert said(text) == [("Ana Paz", "talks were overdue")]


def test_a_paragraph_after_a_colon_needs_no_marks() -> None:
    text = (
        "A note came on Monday.\n\nIn it, Ana Paz told the council:\n\n"
        "We cannot go on like this. The door is open.\n\nThe council met at noon."
    )
    assert said(text) == [
        ("Ana Paz", "We cannot go on like this."),
        ("Ana Paz", "The door is open."),
    ]


def test_a_list_after_a_colon() -> None:
    text = "The day was long.\nAna Paz said:\n- Open the road.\n- Let us go.\nNobody came."
    assert said(text) == [("Ana Paz", "Open the road."), ("Ana Paz", "Let us go.")]


def test_who_asks_first_and_most_leads_the_talk() -> None:
    text = (
        "**Velm Radio:** Minister, will you go?\n\n**Ana Paz:** I will. (Laughs.) We said so.\n\n"
        "**Velm Radio:** You have said that before.\n\n**Ana Paz:** And I mean it."
    )
    assert said(text) == [
        ("Ana Paz", "I will."),
        ("Ana Paz", "We said so."),
        ("Ana Paz", "And I mean it."),
    ]


def test_an_outlet_that_answers_itself_is_the_narrator() -> None:
    text = (
        "Q&A: What the talks mean\n\nQ: What is on the table?\nA: A truce of sixty days.\n"
        "Q: Who will come?\nA: Both ministers. Keld says that it will come if the ships leave."
    )
    assert said(text) == [("Keld", "it will come if the ships leave")]


def test_a_numbered_communique_of_two_states() -> None:
    text = (
        "JOINT COMMUNIQUÉ OF THE GOVERNMENTS OF KELD AND ORSLAND\n\nVelm, 3 May 2031\n\n"
        "1. We met in Velm today.\n\n2. We call on all parties to refrain from force."
    )
    found = RuleExtractor().extract(Document("x", text))
    assert [s.content[0].of(text) for s in found] == [
        "We met in Velm today.",
        "We call on all parties to refrain from force.",
    ]
    assert {s.mention.of(text) for s in found if s.mention} == {
        "THE GOVERNMENTS OF KELD AND ORSLAND"
    }


def test_as_follows_announces_a_paragraph() -> None:
    text = (
        "VELM, May 3 (KNA) -- The spokesman of the ministry clarified its stand as follows:\n\n"
        "Dialogue and force never go together.\n\nThe ships left on Monday."
    )
    assert "Dialogue and force never go together." in [content for _, content in said(text)]
    assert "The ships left on Monday." not in [content for _, content in said(text)]


def test_a_time_before_a_colon_names_no_new_source() -> None:
    text = "The mayor, Ana Paz, said: “No talks now.” An hour later: “Unless they pay.”"
    assert said(text) == [("Ana Paz", "No talks now."), ("Ana Paz", "Unless they pay.")]


_PRESS = (
    "Briefing by the ministry\n\nSPOKESWOMAN (Ms. Ana Paz): {opening}\n\n"
    "Q: Will you go?\n\nSPOKESWOMAN: We will, on Friday.\n\n"
    "Q: The mayor of Velm said that you would not.\n\nMS. PAZ: {answer}\n\nQ: And the crew?\n\n"
    "MS. PAZ: They are well.{closing}"
)


def test_a_label_that_gives_an_office_and_a_name() -> None:
    text = _PRESS.format(opening="The envoy is back.", answer="He is mistaken.", closing="")
    assert said(text) == [
        ("Ana Paz", "The envoy is back."),
        ("Ana Paz", "We will, on Friday."),
        ("Ana Paz", "He is mistaken."),
        ("Ana Paz", "They are well."),
    ]


@pytest.mark.parametrize(
    "courtesy",
    [
        "Good afternoon.",
        "Hello and welcome, ladies and gentlemen.",
        "Thank you all for coming.",
        "All right, thanks, everybody.",
        "The floor is yours.",
        "(Applause.)",
    ],
)
def test_courtesies_state_nothing(courtesy: str) -> None:
    text = _PRESS.format(opening=f"{courtesy} We are late.", answer="No.", closing=f" {courtesy}")
    assert [content for _, content in said(text)] == [
        "We are late.",
        "We will, on Friday.",
        "No.",
        "They are well.",
    ]


@pytest.mark.parametrize(
    "sentence",
    ["Thank you for sparing the ferry.", "Please leave them alone.", "Welcome news has come."],
)
def test_no_mere_courtesies(sentence: str) -> None:
    text = _PRESS.format(opening="We are late.", answer=sentence, closing="")
    assert ("Ana Paz", sentence) in said(text)


def test_others_in_somebodys_own_voice() -> None:
    text = _PRESS.format(
        opening="We are late.",
        answer="Yesterday the captain called the ship “a coffin”. He told me it leaked. "
        "My father would support him, and so would we. Nobody else believes it. "
        "We have said that it floats.",
        closing="",
    )
    assert [speaker for speaker, _ in said(text)[2:-1]] == [
        "captain",
        "captain",
        "Ana Paz",
        "Ana Paz",
        "Ana Paz",
    ]


def test_initials_and_surnames_for_labels() -> None:
    text = (
        "Ana Paz has led the talks since May.\n\nBo Lind: Are you tired?\n\nAna Paz: I am not.\n\n"
        "BL: Your rivals say you are.\n\nAP: They sleep too much.\n\nBL: Why go on?\n\n"
        "Paz: Why not?"
    )
    assert said(text) == [
        ("Ana Paz", "I am not."),
        ("Ana Paz", "They sleep too much."),
        ("Ana Paz", "Why not?"),
    ]


def test_a_column_with_a_line_on_its_writer() -> None:
    body = (
        "Why I would talk to them\n\nBy Ana Paz\n\n4 May 2031\n\n"
        "I was told never to talk to rebels.\n\nWe should send an envoy.\n\n"
    )
    assert [s for s, _ in said(body + "Ana Paz is a former envoy of Keld.")] == ["Ana Paz"] * 3
    # Without that line it may be a reporter who travels.
    assert said(body + "The road was long.") == []


def test_a_declaration_of_those_who_say_we() -> None:
    text = (
        "Declaration of the Velm Summit\n\nWe, the leaders of the Lake States, met on Monday.\n\n"
        "1. We welcome the truce.\n\n2. We thank the mediators.\n\nDone at Velm on 4 May."
    )
    assert said(text) == [
        ("leaders of the Lake States", "We, the leaders of the Lake States, met on Monday."),
        ("leaders of the Lake States", "We welcome the truce."),
        ("leaders of the Lake States", "We thank the mediators."),
    ]


def test_whose_words_a_question_puts() -> None:
    text = _PRESS.format(opening="We are late.", answer="He said that in jest.", closing="")
    text = text.replace("He said that in jest.", "She said we might not.").replace(
        "The mayor of Velm said", "Your minister told the radio"
    )
    assert ("minister", "we might not") in [
        (s and s.removeprefix("Your "), c) for s, c in said(text)
    ]


def test_a_letter_headed_by_whom_it_addresses() -> None:
    text = (
        "To the delegations at Velm: do not go home\n\nWe are the widows of the March shelling.\n\n"
        "We ask you to stay.\n\nSigned,\nMarta Holm"
    )
    assert [s for s, _ in said(text)] == ["Marta Holm"] * 3


def test_answers_of_a_spokesperson_whom_the_title_names() -> None:
    text = (
        "Foreign Ministry Spokesperson's Remarks on the Islands\n\nQ: Will you go?\n\n"
        "A: We will. We hope for a fair wind.\n\nQ: And if not?\n\nA: We shall row."
    )
    assert {s for s, _ in said(text)} == {"Foreign Ministry Spokesperson"}


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("To hear the governor tell it, the road will stay open.", "governor"),
        ("The envoy’s own assessment, as relayed to the Council, is that both will come.", "envoy"),
        ("Keld vows to stay at the table.", "Keld"),
        ("In Keld’s view, a truce is near.", "Keld"),
        ("Our position is that a truce is near.", "Ana Paz"),
        ("We hope that both will come.", "Ana Paz"),
    ],
)
def test_a_spokesman_who_reports_another(sentence: str, speaker: str) -> None:
    text = f"QUESTION: Any news?\n\nANA PAZ: {sentence}\n\nQUESTION: And now?\n\nANA PAZ: We wait."
    assert [who for who, _ in said(text)] == [speaker, "Ana Paz"]


def test_a_byline_is_enough_where_the_text_says_i_throughout() -> None:
    text = "Sell the bridge\n\nBy Ana Paz\n\nI grew up here. The toll is high.\n\n{}\n\n{}"
    own = text.format("My father dug the piers.", "We should meet at noon.")
    assert {who for who, _ in said(own)} == {"Ana Paz"}
    assert len(said(own)) == 4
    told = text.format("The ferry runs at six.", "The army guards the piers.")
    assert said(told) == []


def test_each_speaks_once_at_a_round_table() -> None:
    turns = "Ms Paz (Keld): We will come.\n\nMr Lind (Velm): So will {we}.\n\nThe Chair: I am glad."
    assert len(said(turns.format(we="we"))) == 3
    items = "Keld: The road is open.\n\nVelm: The port is shut.\n\nSund: The snow came early."
    assert said(items) == []


@pytest.mark.parametrize("mark", [".", " —", " –"])
def test_questions_and_answers_without_a_colon(mark: str) -> None:
    text = f"Ana Paz spoke to us.\n\nQ{mark} Will you come?\n\nA{mark} We will come."
    assert said(text) == [("Ana Paz", "We will come.")]


def test_reporters_who_ask_once_each() -> None:
    asked = (
        "Press talk, 4 May\n\nAurora: Will you come?\n\nAna Paz: We will.\n\nRadio Two: When?\n\n"
        "Ana Paz: In May."
    )
    assert {who for who, _ in said(asked)} == {"Ana Paz"}
    # Among equals a question is part of the talk.
    talk = "Bo Lind: We wait.\n\nAna Paz: I do not.\n\nBo Lind: We do.\n\nAna Paz: Do we?"
    assert {who for who, _ in said(talk)} == {"Ana Paz", "Bo Lind"}


def test_an_attitude_toward_the_voice_is_another_s() -> None:
    text = "Q: Well?\n\nANA PAZ: Keld accuses us of delay.\n\nQ: And?\n\nANA PAZ: That is untrue."
    assert [who for who, _ in said(text)] == ["Keld", "Ana Paz"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Keld, I’m given to understand, would come.", "Keld"),
        ("Keld, so one reads, would come.", "Keld"),
        ("Keld, we have been told, wants a truce.", "Keld"),
        ("Our side, we hear, is late.", "Ana Paz"),
        ("Keld, I promise, will come.", "Ana Paz"),
    ],
)
def test_what_the_voice_has_heard_of_another(sentence: str, speaker: str) -> None:
    text = f"Q: Well?\n\nANA PAZ: {sentence}\n\nQ: And?\n\nANA PAZ: We wait."
    assert [who for who, _ in said(text)] == [speaker, "Ana Paz"]


def test_a_voice_that_reports_another_on_the_side() -> None:
    own = "We have waited for a year in this valley and will wait for another one if we must"
    text = (
        f"Q: Well?\n\nANA PAZ: {own}, while Keld says that it is late.\n\nQ: And?\n\nANA PAZ: Yes."
    )
    assert [who for who, _ in said(text)][:2] == ["Ana Paz", "Keld"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The envoy has called it a chance.", "envoy"),
        ("The Defence Minister promises it by autumn.", "Defence Minister"),
        ("Our minister rejected the charge.", "Ana Paz"),
        ("Keld rejects the charge.", "Ana Paz"),
    ],
)
def test_what_somebody_in_office_holds_of_it(sentence: str, speaker: str) -> None:
    text = f"Q: Well?\n\nANA PAZ: We wait. {sentence}\n\nQ: And?\n\nANA PAZ: We wait."
    assert [who for who, _ in said(text)] == ["Ana Paz", speaker, "Ana Paz"]


_COLUMN = (
    "OPINION\n\nNo more envoys\n\nBy Ada Lorn\n\nFor ten years our ministers have pretended that"
    " one more visit would bring peace. It will not.\n\nThe junta stalls. Sending envoys to it is a"
    " ritual.\n\nThe premier, Otto Quill, disagrees. “Talking is better,” he told the radio.\n\n"
    "I would support his plan on one condition: that the ports open.\n\n"
    "Ada Lorn is a former envoy to Velm."
)


def test_a_column_is_its_writer_s_though_half_of_it_tells_of_others() -> None:
    found = said(_COLUMN)
    assert [who for who, _ in found if who != "Ada Lorn"] == ["Otto Quill"]
    assert ("Ada Lorn", "Sending envoys to it is a ritual.") in found
    # What others are said to pretend is the writer's judgement.
    assert found[0][0] == "Ada Lorn"


def test_the_i_of_a_column_that_mostly_reports() -> None:
    told = "\n\n".join(
        f"The road to {place} is shut." for place in ("Keld", "Velm", "Orra", "Sund")
    )
    text = f"OPINION\n\nNo envoys\n\nBy Ada Lorn\n\n{told}\n\nI support the plan of the mediators."
    assert [who for who, _ in said(text)] == ["Ada Lorn"]
    # In the news a reporter's byline has no "I" beside quotations.
    assert {who for who, _ in said(text.replace("OPINION\n\n", ""))} == {None}
