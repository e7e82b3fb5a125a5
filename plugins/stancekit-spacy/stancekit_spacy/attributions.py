"""Who says what, by the parse of one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stancekit_spacy.cues import ACCORDING, Cues
from stancekit_spacy.grammar import SUBJECTS, modal, tense
from stancekit_spacy.parses import Parse
from stancekit_spacy.spans import is_mark

__all__ = ["Attribution", "find_attributions"]

_VERBS = frozenset({"VERB", "AUX"})
_NAMES = frozenset({"PROPN", "PRON"})
_PEOPLE = frozenset({"PERSON", "PER", "ORG", "GPE", "NORP"})
_CLAUSES = frozenset({"say", "manner", "tell", "think"})
_OBJECTS = ("dobj", "obj")
_HEARERS = frozenset({"dobj", "obj", "dative", "iobj"})
_ASIDES = frozenset({"parataxis", "ccomp"})
# How the subject of a verb is also that of another.
_SHARING = frozenset({"conj", "advcl", "xcomp"})
# What counts inside of what somebody says: third parties' words, not what is told of them.
_NESTING = frozenset({"clause", "noun", "quotation"})
_APART = frozenset({"advcl", "relcl", "acl", "acl:relcl", "ccomp", "parataxis", "conj", "csubj"})
_COMMAS = frozenset({",", "”", '"', "''", "’", "–", "—", "-", ".", ";", "!", "?"})
_LONGEST_ASIDE = 16
_NOBODY = frozenset({"it", "this", "that", "there", "which", "what", "nobody", "who"})
_PRONOUNS = frozenset({"i", "we", "he", "she", "they", "it", "you", "this", "that", "there"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution, in tokens of its sentence.

    Parameters
    ----------
    content : tuple of int
        Indices of what is said, in order.
    cue : (int, int)
        First token of the cue, and the one after its last.
    mention : tuple of int
        Indices of the source; empty where nobody is named.
    clause : tuple of int
        Indices of the part of the sentence that holds all of it.
    rule : str
    parent : int, optional
        Place, in the list, of the attribution inside whose content this one stands.
    """

    content: tuple[int, ...]
    cue: tuple[int, int]
    mention: tuple[int, ...]
    clause: tuple[int, ...]
    rule: str
    parent: int | None = None


def find_attributions(parse: Parse, cues: Cues, quoted: frozenset[int]) -> list[Attribution]:
    """Return the attributions of a sentence, outer ones before those inside what they report.

    Parameters
    ----------
    parse : Parse
        Of the sentence alone.
    cues : Cues
        The words that attribute.
    quoted : frozenset of int
        Indices of the tokens inside of quotation marks.
    """
    finder = _Finder(parse, cues, quoted)
    found = [one for i in range(len(parse.tokens)) for one in finder.at(i)]
    found += finder.quotations(found)
    return _nested(parse, found)


class _Finder:
    def __init__(self, parse: Parse, cues: Cues, quoted: frozenset[int]) -> None:
        self.parse, self.cues, self.quoted = parse, cues, quoted

    def at(self, i: int) -> list[Attribution]:
        """Return the attribution whose cue begins at a token, if there is one."""
        token = self.parse.tokens[i]
        found = None
        if token.low in ACCORDING:
            found = self._according(i)
        elif token.pos in _VERBS:
            found = self._verb(i) or self._act(i)
        elif token.pos == "NOUN":
            found = self._noun(i)
        return [] if found is None else [found]

    def quotations(self, found: Sequence[Attribution]) -> list[Attribution]:
        """Return the attribution of quoted words that no other has taken."""
        taken = {i for one in found for i in one.content}
        left = [i for i in sorted(self.quoted) if i not in taken]
        words = [i for i in left if not is_mark(self.parse, i)]
        if not words or 2 * len(words) < len(self.quoted - taken):
            return []
        best: tuple[int, Attribution] | None = None
        for i, token in enumerate(self.parse.tokens):
            if i in self.quoted or token.pos not in _VERBS:
                continue
            cue = self.cues.verb(self.parse, i)
            subject = self._subject(i)
            if cue is None or subject is None or not cue.frames & _CLAUSES:
                continue
            distance = min(abs(i - words[0]), abs(i - words[-1]))
            one = self._made(words, (i, cue.last + 1), subject, range(self._n), "quotation")
            if one is not None and (best is None or distance < best[0]):
                best = distance, one
        return [] if best is None else [best[1]]

    @property
    def _n(self) -> int:
        return len(self.parse.tokens)

    def _verb(self, i: int) -> Attribution | None:
        parse, cue = self.parse, self.cues.verb(self.parse, i)
        if cue is None:
            return None
        span = (i, cue.last + 1)
        subject = self._subject(i)
        clause = self._clause(i)
        said = bool(cue.frames & _CLAUSES)
        if clause is not None and said and (subject is not None or self._by(i) is not None):
            source = subject if subject is not None else self._by(i)
            return self._made(self._said(clause), span, source, self._around(i), "clause")
        if said and subject is not None and clause is None and self._is_aside(i):
            head = parse.tokens[i].head
            rest = parse.subtree(head, frozenset({i}))
            return self._made(rest, span, subject, parse.subtree(head), "aside")
        if said and subject is not None and clause is None and not self.quoted:
            apart = self._set_apart(i, subject)
            if apart is not None:
                return self._made(apart, span, subject, range(self._n), "aside")
        if subject is None:
            return self._passive(i, span, cue.frames)
        content = self._complement(i, cue.frames, cue.last) if self._is_party(subject) else None
        if content is None:
            return None
        return self._made(content[1], span, subject, self._around(i), content[0])

    def _complement(
        self, i: int, frames: frozenset[str], last: int
    ) -> tuple[str, list[int]] | None:
        """Return how what is said follows a verb that isn't followed by a clause."""
        parse = self.parse
        bare = parse.child(i, "xcomp", "ccomp")
        if bare is not None and bare > last:
            if "directive" in frames and (told := parse.child(i, *_HEARERS)) is not None:
                return "directive", sorted([*parse.subtree(told), *parse.subtree(bare)])
            if "directive" in frames and parse.child(bare, *SUBJECTS) is not None:
                return "directive", parse.subtree(bare)
            if parse.tokens[bare].lemma == "comment":
                return None  # "declined to comment" holds nothing
            if "infinitive" in frames and parse.child(bare, *SUBJECTS) is None:
                return "infinitive", parse.subtree(bare)
            if "object" in frames and parse.tokens[bare].dep == "ccomp":
                return "object", parse.subtree(bare)  # "called it a trap"
        # "Keld says no"
        if "object" not in frames and parse.tokens[i].lemma != "say":
            return None
        if last > i:
            # "called for [talks]", "ruled out [talks]"
            for j in range(last, i, -1):
                one = parse.child(j, "pobj", "pcomp")
                if one is not None and one > last:
                    return "object", parse.subtree(one)
        thing = parse.child(i, *_OBJECTS)
        if thing is None or thing < i or parse.tokens[thing].low.endswith(("self", "selves")):
            return None
        return "object", [j for j in parse.subtree(thing) if j > last]

    def _passive(self, i: int, span: tuple[int, int], frames: frozenset[str]) -> Attribution | None:
        """Return "[talks] were rejected by [the council]"."""
        source, thing = self._by(i), self.parse.child(i, "nsubjpass", "nsubj:pass")
        if source is None or thing is None or "object" not in frames:
            return None
        content = self.parse.subtree(thing)
        return self._made(content, span, source, self._around(i), "passive")

    def _act(self, i: int) -> Attribution | None:
        last = self.cues.act(self.parse, i)
        subject = self._subject(i)
        if last is None or subject is None or not self._is_party(subject):
            return None
        if modal(self.parse, i) or tense(self.parse, i) == "infinitive":
            return None
        rest = [j for j in self.parse.subtree(i) if j > last]
        near = [j for j in rest if self._depends_near(j, i)]
        if not any(self.parse.tokens[j].low in self.cues.talk for j in near):
            return None
        return self._made(rest, (i, last + 1), subject, self._around(i), "act")

    def _depends_near(self, j: int, i: int) -> bool:
        """Tell whether a token hangs on a verb without another clause in between."""
        while j != i:
            token = self.parse.tokens[j]
            if token.dep in _APART:
                return False
            j = token.head
        return True

    def _according(self, i: int) -> Attribution | None:
        parse, head = self.parse, self.parse.tokens[i].head
        to = parse.child(i, "prep", "fixed")
        source = parse.child(i if to is None else to, "pobj", "obl")
        if source is None and parse.tokens[i].dep == "case":
            source, head = head, parse.tokens[head].head  # Universal Dependencies
        if source is None or head == i:
            return None
        if parse.tokens[i].low == "per" and not self._is_party(source):
            return None  # "twenty per cent"
        verb = head
        while parse.tokens[verb].pos not in _VERBS and parse.tokens[verb].head != verb:
            verb = parse.tokens[verb].head
        phrase = frozenset({i, source})
        content = parse.subtree(verb, phrase)
        end = i + 1 if to is None else to + 1
        return self._made(content, (i, end), source, parse.subtree(verb), "according-to")

    def _noun(self, i: int) -> Attribution | None:
        clause = self.parse.child(i, "acl", "ccomp")
        owner = self.parse.child(i, "poss", "nmod:poss")
        before = self.parse.tokens[i].head
        if owner is not None and self.cues.view(self.parse, i, before):
            # "in her view", "by its own account"
            head = self.parse.tokens[before].head
            content = self.parse.subtree(head, frozenset({before}))
            around = self.parse.subtree(head)
            return self._made(content, (before, i + 1), owner, around, "according-to")
        if clause is None or owner is None or clause < i or not self.cues.noun(self.parse, i):
            return None
        if self.parse.child(clause, "mark") is None and self.parse.child(clause, "aux") is None:
            return None
        whole = self.parse.subtree(i)
        return self._made(self._said(clause), (i, i + 1), owner, whole, "noun")

    def _clause(self, i: int) -> int | None:
        """Return the clause that a verb governs, if it is finite or quoted."""
        parse = self.parse
        for j in parse.children[i]:
            if parse.tokens[j].dep != "ccomp":
                continue
            helpers = [parse.tokens[k] for k in parse.children[j]]
            if not any(one.low == "to" and one.dep in ("aux", "mark") for one in helpers):
                return j
        return None

    def _said(self, clause: int) -> list[int]:
        """Return a clause without the "that" before it."""
        content = self.parse.subtree(clause)
        mark = self.parse.child(clause, "mark")
        if mark is not None and self.parse.tokens[mark].low in ("that", "dass", "que"):
            content = [i for i in content if i != mark]
        return content

    def _is_aside(self, i: int) -> bool:
        """Tell whether a verb stands beside what is said: ", officials contend,", "as she said"."""
        parse, token = self.parse, self.parse.tokens[i]
        if token.head == i:
            return False
        if token.dep in _ASIDES:
            # In "she added that it would answer" the second is no aside to the first.
            return self.cues.verb(parse, token.head) is None
        mark = parse.child(i, "mark", "advmod")
        # "As the minister pointed out," but not "while he praised her,"
        return (
            token.dep == "advcl"
            and mark is not None
            and parse.tokens[mark].low == "as"
            and parse.child(i, *_OBJECTS, "xcomp") is None
        )

    def _set_apart(self, i: int, subject: int) -> list[int] | None:
        """Return the rest of a sentence where commas set subject and verb apart from it.

        "Schools, the marshal decreed, stay shut": what the parse makes of it varies.
        """
        first, last = min(i, *self._mention(subject)), max(i, *self._mention(subject))
        while last + 1 < self._n and self.parse.tokens[last + 1].low not in _COMMAS:
            last += 1
            if last - first > _LONGEST_ASIDE:
                return None
        if not first or self.parse.tokens[first - 1].low not in _COMMAS:
            return None
        return [*range(first), *range(last + 1, self._n)]

    def _subject(self, i: int) -> int | None:
        """Return the subject of a verb, of its own or shared with the verb that it goes on from."""
        parse = self.parse
        for _ in range(4):
            subject = parse.child(i, "nsubj", "csubj")
            if subject is not None:
                return self._antecedent(i, subject)
            if parse.child(i, "nsubjpass", "nsubj:pass") is not None:
                return None
            token = parse.tokens[i]
            if token.dep not in _SHARING or token.head == i:
                break
            if token.dep == "advcl" and token.tag == "VBN":
                return None  # "Asked whether he would come, the marshal laughed."
            i = token.head
        if parse.tokens[i].dep == "acl" and parse.tokens[i].tag == "VBG":
            return parse.tokens[i].head
        return None

    def _antecedent(self, i: int, subject: int) -> int:
        """Return whom "who" means."""
        token = self.parse.tokens[i]
        relative = self.parse.tokens[subject].tag in ("WP", "WDT")
        return token.head if relative and token.dep in ("relcl", "acl:relcl") else subject

    def _by(self, i: int) -> int | None:
        by = self.parse.child(i, "agent", "obl:agent")
        if by is None:
            return None
        return self.parse.child(by, "pobj") or by

    def _is_party(self, i: int) -> bool:
        parse, token = self.parse, self.parse.tokens[i]
        if token.pos in _NAMES:
            return token.low not in _NOBODY
        if token.low in self.cues.parties:
            return True
        # "Sudan's army", "the EU side"
        return any(parse.kinds.get(j) in _PEOPLE for j in (i, *parse.children[i]))

    def _around(self, i: int) -> list[int]:
        """Return the part of the sentence that a verb governs, without what is coordinated."""
        parse = self.parse
        others = frozenset(
            j
            for j in parse.children[i]
            if parse.tokens[j].dep == "conj" and self.cues.verb(parse, j) is not None
        )
        return parse.subtree(i, others)

    def _made(
        self,
        content: Iterable[int],
        cue: tuple[int, int],
        source: int | None,
        clause: Iterable[int],
        rule: str,
    ) -> Attribution | None:
        mention = () if source is None else tuple(self._mention(source))
        told = frozenset(range(*cue)).union(mention)
        said = tuple(i for i in content if i not in told)
        if not any(not is_mark(self.parse, i) for i in said):
            return None
        return Attribution(said, cue, mention, tuple(clause), rule)

    def _mention(self, source: int) -> list[int]:
        """Return a source with its apposition, without relative clauses."""
        parse = self.parse
        dropped = frozenset(
            j
            for j in parse.subtree(source)
            if parse.tokens[j].dep in ("relcl", "acl:relcl", "acl", "advcl", "parataxis")
        )
        return parse.subtree(source, dropped)


def _nested(parse: Parse, found: Sequence[Attribution]) -> list[Attribution]:
    """Return attributions, each with the one that it stands inside of, outer ones first.

    What a pronoun says inside of what somebody says is theirs: "he said he hoped for talks". So is
    what one source says twice in a sentence: "She said yes, adding that she would come".
    """
    kept: list[Attribution] = []
    for one in sorted(found, key=lambda one: (-len(one.content), one.cue)):
        around = [n for n, other in enumerate(kept) if one.cue[0] in other.content]
        if around:
            inner = min(around, key=lambda n: len(kept[n].content))
            pronoun = one.mention and parse.tokens[one.mention[0]].low in _PRONOUNS
            if one.mention and not pronoun and one.rule in _NESTING:
                kept.append(replace(one, parent=inner))
            continue
        same = next((n for n, other in enumerate(kept) if other.mention == one.mention), None)
        if same is None or not one.mention:
            kept.append(one)
        else:
            kept[same] = _joined(kept[same], one)
    return kept


def _joined(one: Attribution, other: Attribution) -> Attribution:
    content = sorted({*one.content, *other.content} - set(range(*one.cue)))
    clause = sorted({*one.clause, *other.clause})
    return replace(one, content=tuple(content), clause=tuple(clause))
