"""Whether a noun phrase can be the source of a verb."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_adverb, is_participle
from stancekit.extraction.attribution.grammar.clauses import follows_speech
from stancekit.extraction.attribution.grammar.cues import COPULAS, Cue, cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import HARD, POSSESSIVE, NounPhrase, is_party
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import SAME_SOURCE, SPEAKING, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["is_plausible", "is_text", "sentence_subject", "text_subject"]

_W = words()
_FORMS = verb_forms()
_BE = frozenset("is was are were be been being".split())
_ATTITUDES = frozenset({"think", "object", "infinitive"})
# What a text or a study does, as a person does.
_TEXTS_SAY = frozenset(
    "say tell read state show find suggest indicate report reveal conclude".split()
)
_TEXTS_FIND = frozenset(load_lexicon("cues")["texts"]["verbs"].split())
_PLURAL_TEXTS = frozenset(w for w in _W.texts if w.endswith("s") or w == "data")
_PLURALS = frozenset(
    "i you we they people police those who many some others most both few men women".split()
)

# "46 percent back the plan"
_SHARES = frozenset({"percent", "%", "cent", "pct"})
# "38 percent support among the young"
_ATTACHED = [[word] for word in (*_W.prepositions, ",", ".", "and")]
_POLLED = frozenset(load_lexicon("cues")["polled"]["verbs"].split())
_NO_SUBJECT_START = _W.prepositions | _W.pronouns | _W.conjunctions | _W.auxiliaries
_MODIFIERS = (
    _W.prepositions
    | {"that", "which"}
    | frozenset(
        """adopted carried distributed issued obtained posted published released seen sent shared
        signed""".split()
    )
)
_RELATIVES = frozenset({"that", "which", "who", "whose", "where"})
_FARTHEST_TEXT = 8
_LONGEST_SUBJECT = 40
_ANSWERS = frozenset("respond comment reply answer acknowledge confirm".split())
# Where nobody says it, it isn't said.
_NO_SOURCES = frozenset({"nobody", "none", "there"})
_IMPERSONAL = frozenset("certain clear doubtful positive right uncertain unclear wrong".split())
# "sources privy to the talks"
_KNOWING = frozenset("privy familiar close aware involved acquainted briefed".split())
_NEGATIONS = frozenset("neither not n’t didn’t didn't hasn’t hasn't never".split())


def is_plausible(
    scan: Scan,
    phrase: NounPhrase,
    verb: int,
    group_start: int,
    cue: Cue,
    groups: frozenset[str],
) -> bool:
    """Tell whether a noun phrase can be the source of a verb form."""
    following = cue_table().get(scan.low[verb + 1]) if verb + 1 < scan.size else None
    if cue.form == "base" and following is not None and following.form in ("s", "past"):
        # "the retired [judge] says"
        return False
    if phrase.end == group_start and groups & SPEAKING and follows_speech(scan, phrase.start):
        # "“Who knows?” a voice in the hall asks."
        return True
    low = scan.low
    head = low[phrase.head_end - 1]
    share = head in _SHARES and cue.base in _POLLED and low[verb + 1 : verb + 2] not in _ATTACHED
    party = share or is_party(scan.tokens, phrase) or is_text(scan, phrase, cue)
    # "Its head, Ana Paz, put the cost at …": a name says that the noun is a person.
    party = party or (
        phrase.end > phrase.head_end + 1 and scan.tokens.is_capital(phrase.head_end + 1)
    )
    if (
        head == "it"
        and cue.base in COPULAS
        and not _IMPERSONAL.isdisjoint(low[verb + 1 : verb + 4])
    ):
        # "It is not clear whether"
        return False
    if cue.form == "base" and not _BE.isdisjoint(low[group_start:verb]) and low[verb - 1] != "to":
        # "was like a sprinter"
        return False
    bare = group_start == verb
    if bare and low[verb] == "like" and low[phrase.start] not in _W.pronouns:
        # "states like these"
        return False
    if bare and cue.form == "base" and not (party and (share or _is_plural(scan, phrase))):
        # A bare form needs a plural subject; otherwise it is a noun ("the peace offer").
        return False
    third = cue.form == "s" and cue.base not in ("say", "tell") and cue.base not in COPULAS
    if third and (not party or _is_noun_in_s(scan, phrase, verb, cue, groups)):
        return False
    if cue.base in _ANSWERS and not _NEGATIONS.isdisjoint(low[group_start:verb]):
        # "did not respond to a request" says nothing.
        return False
    if (
        phrase.start
        and low[phrase.start - 1] == "if"
        and cue.form in ("s", "base")
        and "support" not in cue.groups
        and scan.current() is None
    ):
        # "If Velm decides that it wants a truce, …": it may never do so.
        return False
    if phrase.start and low[phrase.start - 1] == "nor" and "neither" in low[: phrase.start]:
        # "Neither Keld nor Velm has commented on it"
        return False
    if phrase.start and low[phrase.start - 1] == "not" and not groups & SPEAKING:
        # "Not everyone agrees with it"
        return False
    if head == "you" or (head[0].isdigit() and not share) or low[phrase.start] in _NO_SOURCES:
        return False
    clausal = low[verb + 1 : verb + 2] in (["that"], [QUOTE]) and bool(groups & SPEAKING)
    if not party and not clausal and (groups <= _ATTITUDES or cue.base not in _TEXTS_SAY):
        return False
    if "infinitive" in groups and phrase.start and low[phrase.start - 1] == "not":
        return False
    before = low[verb - 1]
    # "both said", "many say": a quantifier that stands alone is a subject.
    alone = cue.form != "s" and (before in _W.other_pronouns or before in _PLURALS)
    # "a group that wants to sue"
    alone = alone or (before == "that" and phrase.end < group_start)
    noun = group_start == verb and (
        (before in _W.determiners and not alone)
        or before in ("'s", "’s")
        # "to discuss document requests"
        or (cue.form == "base" and verb > 1 and low[verb - 2] == "to")
    )
    return not noun


def _is_plural(scan: Scan, phrase: NounPhrase) -> bool:
    low = scan.low
    if low[phrase.head_end - 1] in ("he", "she", "it"):
        return False
    return (
        low[phrase.start] in _PLURALS
        or "and" in low[phrase.start : phrase.head_end]
        or any(
            _is_plural_party(scan, at) or low[at] in _PLURAL_TEXTS for at in _heads(scan, phrase)
        )
    )


def _is_noun_in_s(
    scan: Scan, phrase: NounPhrase, verb: int, cue: Cue, groups: frozenset[str]
) -> bool:
    """Tell whether a word in -s is a plural noun where it stands, not a verb."""
    low = scan.low
    head = low[phrase.head_end - 1]
    if head in ("peace", "talks"):
        return True
    follows = low[verb + 1] if verb + 1 < scan.size else "."
    if follows.endswith("ed") or follows in _W.auxiliaries:
        # "the guarantor states have"
        return True
    if not scan.tokens.headline and cue.base not in _TEXTS_FIND and not _can_act(scan, phrase):
        # "some steep challenges", "the college savings plans"
        return True
    if low[verb] not in _FORMS.nouns:
        return False
    second = cue_table().get(follows)
    if second is not None and second.form == "s":
        # "the guard claims says"
        return True
    if scan.tokens.headline:
        return False
    if not _is_certain(scan, phrase, cue, verb) and not is_finite(scan.tokens, verb):
        # "broader questions about it", "president debates on Monday"
        return True
    # "the guarantor states,"
    return (
        not follows[0].isalnum()
        and cue.base not in _TEXTS_SAY
        and follows not in (":", QUOTE)
        and head not in SAME_SOURCE
        and not scan.tokens.is_capital(phrase.head_end - 1)
        and not (low[max(0, phrase.start - 1)] == "," and groups & SPEAKING)
    )


def _is_certain(scan: Scan, phrase: NounPhrase, cue: Cue, verb: int) -> bool:
    # A pronoun, a name or a determiner before a verb in -s leave no doubt that it is one.
    low = scan.low
    return (
        low[phrase.start] in _W.pronouns
        or low[phrase.start] in _W.determiners
        or scan.tokens.is_capital(phrase.end - 1)
        or is_text(scan, phrase, cue)
        or any(cue.particles_at(low, verb + 1))
    )


def is_text(scan: Scan, phrase: NounPhrase, cue: Cue) -> bool:
    """Tell whether a text, a picture or a study does what the verb says ("the survey showed")."""
    if cue.base not in _TEXTS_FIND:
        return False
    return any(
        scan.low[at] in _W.texts
        and (at == scan.left or scan.tokens.headline or not scan.tokens.is_capital(at))
        for at in _heads(scan, phrase)
    )


def text_subject(scan: Scan, verb: int, cue: Cue) -> NounPhrase | None:
    """Return a text that begins the sentence, where its verb is far from it.

    "A study of the ports that have raised fees over the past two years shows": what stands
    between are phrases, and relative clauses with a verb each.

    Parameters
    ----------
    scan : Scan
    verb : int
        Where the verb group begins.
    cue : Cue
        What the text does.
    """
    low = scan.low
    start = scan.left
    if cue.base not in _TEXTS_FIND or cue.form not in ("s", "past") or start >= verb:
        return None
    if low[start] in _NO_SUBJECT_START or not (
        low[start] in _W.determiners or scan.tokens.is_capital(start)
    ):
        return None
    noun = next(
        (at for at in range(start, min(start + _FARTHEST_TEXT, verb)) if low[at] in _W.texts), -1
    )
    if noun < 0 or verb - noun > _LONGEST_SUBJECT or noun + 1 >= verb:
        return None
    if not HARD.isdisjoint(low[start:noun]) or low[noun + 1] not in _MODIFIERS:
        return None
    if any(is_finite(scan.tokens, at) for at in range(start + 1, noun)):
        return None
    clauses = sum(word in _RELATIVES for word in low[noun:verb])
    # "a note issued in May": what follows the text may look like its verb.
    for at in range(noun + 2, verb):
        if low[at] in (";", ":", QUOTE):
            return None
        clauses -= is_finite(scan.tokens, at) and not is_finite(scan.tokens, at - 1)
    if clauses < 0:
        return None
    end = verb - (low[verb - 1] == ",")
    return NounPhrase(start, end, end)


def _can_act(scan: Scan, phrase: NounPhrase) -> bool:
    return phrase.end > phrase.head_end or any(
        scan.tokens.is_capital(at)
        or not scan.low[at][0].isalpha()
        or is_party(scan.tokens, NounPhrase(at, at + 1, at + 1))
        for at in _heads(scan, phrase)
    )


def _is_plural_party(scan: Scan, at: int) -> bool:
    word = scan.low[at]
    if word in _PLURALS:
        return True
    return (
        word.endswith("s")
        and word not in ("'s", "’s")
        and is_party(scan.tokens, NounPhrase(at, at + 1, at + 1))
    )


def _heads(scan: Scan, phrase: NounPhrase) -> list[int]:
    # The last noun, and those before a preposition ("critics in parliament").
    low = scan.low
    return [
        at
        for at in range(phrase.start, phrase.head_end)
        if at + 1 == phrase.head_end
        or low[at + 1] in _W.prepositions
        or (low[at + 1] in _KNOWING and low[at + 2] in _W.prepositions)
    ]


def _is_fronted(low: list[str], start: int) -> bool:
    # "In Keld, …", "Speaking to them, …", "Chastened by that, …", "When he came, …"
    word = low[start]
    return (
        word in _W.prepositions
        or is_participle(word)
        or word in ("as", "when", "while", "after", "before", "asked")
        or (word.endswith("ed") and low[start + 1] in _W.prepositions)
    )


def sentence_subject(scan: Scan, before: int) -> NounPhrase | None:
    """Return the subject of the sentence, for a participle after its verb."""
    low = scan.low
    start = scan.left
    while start < before and _is_fronted(low, start):
        # A fronted phrase ends at its comma.
        while start < before and low[start] != ",":
            start += 1
        start += 1
    while start < before and (low[start] in ("and", "but", ",") or is_adverb(low[start])):
        start += 1
    if start >= before:
        return None
    phrase = noun_phrase_after(scan.tokens, start)
    if phrase is None or phrase.end > before or not is_party(scan.tokens, phrase):
        return None
    # The phrase runs on over the verb where that isn't a known one: cut at a known form.
    for index in range(phrase.start + 1, phrase.head_end):
        word = low[index]
        if (
            (is_finite(scan.tokens, index) or word in cue_table())
            and not scan.tokens.is_capital(index)
            and low[index - 1] not in _W.determiners
            and low[index] not in POSSESSIVE
            and low[index - 1] not in POSSESSIVE
            and low[index] not in _W.parties
        ):
            return NounPhrase(phrase.start, index, index)
    return phrase
