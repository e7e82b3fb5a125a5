"""The built-in statement extractor: rules over sentences, quotations and cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stancekit.document import Document, Span
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.extraction.attribution.acts.acts import find_acts
from stancekit.extraction.attribution.attributions import Attribution, find_attributions
from stancekit.extraction.attribution.forms.free_indirect import Report, goes_on, report_of
from stancekit.extraction.attribution.forms.headlines import headline_clauses, is_cross_heading
from stancekit.extraction.attribution.forms.labels import dash_label
from stancekit.extraction.attribution.forms.own_voice import is_courtesy, reported_others
from stancekit.extraction.attribution.forms.records import Floor
from stancekit.extraction.attribution.forms.transcripts import Role, find_roles
from stancekit.extraction.attribution.grammar.cues import act_table, cue_table, words
from stancekit.extraction.attribution.grammar.nouns import DASHES
from stancekit.extraction.attribution.grammar.sentences import Tokens, split_sentences, tokenize
from stancekit.extraction.attribution.quoting.gestures import goes_on_after_colon, speaks_next
from stancekit.extraction.attribution.quoting.parted import rejoin_attributions
from stancekit.extraction.attribution.quoting.quotations import Quotation, find_quotations
from stancekit.extraction.attribution.rules import confidence_of
from stancekit.extraction.attribution.statements import renumber_parents, span_of, to_statement
from stancekit.extraction.counterparts.counterparts import find_counterparts
from stancekit.extraction.speakers.names import name_runs
from stancekit.extraction.speakers.resolution import resolve_speakers
from stancekit.extraction.spokespeople import merge_own_side
from stancekit.extraction.units import UNITS, Unit, join_quotations, split_by_verb
from stancekit.reading.layout import Layout, find_layout
from stancekit.reading.plain import Source
from stancekit.statement import Statement

__all__ = ["RuleExtractor", "find_statements"]

_OPENING = "\"“„«‘'"
# "16:31 Keld's premier: …" in a live report.
_TIMESTAMP = re.compile(
    r"\d{1,2}[:.]\d{2}(?:\s?(?:[ap]\.?m\.?|GMT|UTC|BST|CET|CEST|EE?S?T)\b)?(?:\s?[-–—|:])?\s+(?=\D)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[-–—•*·]|\(?(?:\d{1,2}|[a-z])[.)])\s+")
# For how many paragraphs talks stay the topic.
_TOPIC_LASTS = 3


class RuleExtractor:
    """Find statements by rules alone.

    Parameters
    ----------
    aliases : AliasTable, optional
        Maps speakers on to the user's own names.
    unit : {"sentence", "quotation"}
        What one statement is. As a rule each sentence of a quotation is one, because each may take
        a stance of its own. "quotation" makes one of all that an attribution carries, as corpora of
        quotations such as PolNeAR and PARC3 do.

    Raises
    ------
    ValueError
        If `unit` is neither.

    Examples
    --------
    >>> document = Document("a", "“We are ready to talk,” the envoy said.")
    >>> [statement.kind for statement in RuleExtractor().extract(document)]
    ['direct']
    >>> document = Document("b", "“We are ready,” the envoy said. “Let us talk.”")
    >>> [len(RuleExtractor(unit=unit).extract(document)) for unit in ("sentence", "quotation")]
    [2, 1]
    """

    def __init__(self, aliases: AliasTable | None = None, *, unit: Unit = "sentence") -> None:
        if unit not in UNITS:
            raise ValueError(f"unit is one of {', '.join(map(repr, UNITS))}, not {unit!r}")
        self.aliases = aliases
        self.unit = unit

    def extract(self, document: Document) -> list[Statement]:
        """Return the statements of a document in the order in which they begin.

        Their speakers and counterparts are set; conditions depend on the stance, so the analyzer
        searches for them.

        Parameters
        ----------
        document : Document
            The text; its `author`, where there is one, speaks in the first person.
        """
        source = Source.of(document)
        document = source.plain
        layout = find_layout(document)
        statements = find_statements(document, layout, self.unit)
        runs = name_runs(document.text)
        statements = resolve_speakers(document, statements, layout, aliases=self.aliases, runs=runs)
        found = find_counterparts(document, merge_own_side(statements), runs)
        return source.original(found)


def find_statements(document: Document, layout: Layout, unit: Unit = "sentence") -> list[Statement]:
    """Find who is reported to say or do what, without resolving who that is.

    Parameters
    ----------
    document : Document
        The text.
    layout : Layout
        Its headline, dateline and paragraphs.
    unit : {"sentence", "quotation"}
        What one statement is.
    """
    statements = _Pass(document, layout, unit).run()
    return join_quotations(document.text, statements) if unit == "quotation" else statements


class _Pass:
    """One pass over a document; holds what one sentence leaves for the next."""

    def __init__(self, document: Document, layout: Layout, unit: Unit) -> None:
        self.unit = unit
        self.document = document
        self.text = document.text
        self.layout = layout
        self.statements: list[Statement] = []
        self.mention: Span | None = None  # source of the quotation that may go on
        self.pending: list[int] = []  # statements of a quotation whose source may come later
        self.fresh = True  # nothing is attributed in this paragraph yet
        self.number = 0  # of the paragraph
        self.talks_at = -_TOPIC_LASTS - 1  # the last paragraph that spoke of talks
        self.floor = Floor(document.text, layout)
        self.asked_of: Span | None = None  # whose words a question has just put
        self.report: Report | None = None  # what the sentence before reports
        self.in_list = False
        self.before: Tokens | None = None  # the sentence before, where it attributes nothing
        self.block: Span | None = None  # who says what the next paragraph holds, after a colon

    def run(self) -> list[Statement]:
        text, paragraphs = self.text, self.layout.paragraphs
        roles = find_roles(self.document, self.layout)
        # An interview's headline quotes the person interviewed.
        self.mention = next((role.mention for role in roles or () if role and role.mention), None)
        goes_on = False
        for number, paragraph in enumerate(paragraphs):
            following = paragraphs[number + 1].start if number + 1 < len(paragraphs) else -1
            reopened = text[following] if following >= 0 and text[following] in _OPENING else ""
            quotations = find_quotations(text, paragraph, reopened=reopened)
            headline = paragraph == self.layout.headline
            self.number = number
            if not goes_on:
                # "— Ana Paz, baker" on the line below names who is quoted above.
                if text[paragraph.start] not in DASHES:
                    self.pending = []
                self.fresh = True
            role = roles[number] if roles else self._block_role(paragraph)
            self.floor.enter(number, headline=headline)
            self.report = None
            start = paragraph.start
            if role is not None:
                start = role.start
            elif self.layout.dateline is not None and paragraph == self.layout.lead:
                start = self.layout.dateline.end
            elif (stamp := _TIMESTAMP.match(text, start, paragraph.end)) is not None:
                start = stamp.end()
            if start >= paragraph.end:
                continue
            body = paragraph if start == paragraph.start else Span(start, paragraph.end)
            if not headline and not goes_on and number and len(paragraphs) > 2:
                headline = is_cross_heading(text, body)
            self._paragraph(body, quotations, headline, role)
            goes_on = bool(quotations) and quotations[-1].goes_on
        order = sorted(range(len(self.statements)), key=lambda i: (self.statements[i].start, i))
        place = {old: new for new, old in enumerate(order)}
        return renumber_parents((self.statements[i] for i in order), place)

    def _paragraph(
        self,
        span: Span,
        quotations: list[Quotation],
        headline: bool,
        role: Role | None,
    ) -> None:
        if headline:
            sentences = headline_clauses(self.text, span, quotations)
        else:
            sentences = split_sentences(self.text, span)
            sentences = rejoin_attributions(self.text, sentences, quotations)
        first = 0
        for sentence in sentences:
            while first < len(quotations) and quotations[first].end <= sentence.start:
                first += 1
            here = []
            at = first
            while at < len(quotations) and quotations[at].start < sentence.end:
                if quotations[at].end > sentence.start:
                    here.append(quotations[at])
                at += 1
            self._sentence(sentence, here, headline, role)

    def _sentence(
        self, sentence: Span, quotations: list[Quotation], headline: bool, role: Role | None
    ) -> None:
        tokens = tokenize(self.text, sentence, quotations, headline=headline)
        talks_before = self.number - self.talks_at <= _TOPIC_LASTS
        if self.talks_at != self.number and _speaks_of_talks(tokens):
            self.talks_at = self.number
        if role is not None and role.speaks:
            self._spoken(tokens, sentence, role)
            return
        if role is not None and (role.rule in _SILENT or self.text[sentence.end - 1] == "?"):
            asked, whole = reported_others(tokens) if role.rule in _SILENT else ([], False)
            if whole and asked[0].mention is not None:
                self.asked_of = span_of(tokens, asked[0].mention)
            return
        if self.pending and (label := dash_label(tokens)) is not None:
            self.mention = span_of(tokens, (label.start, label.end))
            self._source_pending()
            self.pending = []
            return
        before, self.before = self.before, tokens
        if not any(word[0].isalnum() for word in tokens.low):
            if tokens.quotes:
                if before is not None and (one := speaks_next(before)) is not None:
                    self.mention = span_of(before, (one.start, one.end))
                self._quoted_sentence(tokens, sentence)
            return
        attributions, introduced = find_attributions(tokens)
        acts: list[Attribution] = []
        table = act_table()
        if headline or not table.keys().isdisjoint(tokens.low):
            acts = find_acts(tokens, attributions, talks_before=talks_before)
        found = [*attributions, *acts]
        found = self.floor.without_own(tokens, found)
        self._add(tokens, split_by_verb(found) if self.unit == "quotation" else found)
        if found:
            self.before = None
        if introduced is not None:
            self.mention = span_of(tokens, (introduced.start, introduced.end))
        if tokens.low[-1] == ":" and (introduced is not None or found):
            self.block = self.mention
        if not found and self.mention is not None and goes_on_after_colon(tokens):
            self._quoted_sentence(tokens, sentence)
        elif not found and (speaker := self.floor.go_on(tokens)) is not None:
            self._free_indirect(tokens, speaker)
        resumed = not (found or self.floor.is_record) and goes_on(tokens, self.report)
        if resumed and self.report is not None:
            self._free_indirect(tokens, self.report.mention)
        else:
            self.report = report_of(tokens, found)

    def _block_role(self, paragraph: Span) -> Role | None:
        # "She wrote to the council:", and then a paragraph without quotation marks, or a list.
        if self.block is None or self.text[paragraph.start] in _OPENING:
            self.block = None
            return None
        mention, item = self.block, _ITEM.match(self.text, paragraph.start)
        # A list goes on to its last item; anything else is one paragraph.
        if item is None:
            self.block = None
        if item is None and self.in_list:
            self.in_list = False
            return None
        self.in_list = item is not None
        start = paragraph.start if item is None else item.end()
        return Role(True, min(start, paragraph.end), mention, "block-quotation")

    def _free_indirect(self, tokens: Tokens, mention: Span) -> None:
        # A sentence of a turn that needs no cue: "The border must be opened first."
        last = len(tokens)
        while last > 1 and not tokens.low[last - 1][0].isalnum():
            last -= 1
        end = tokens.ends[last - 1]
        self.statements.append(
            Statement(
                tokens.start,
                tokens.end,
                self.text[tokens.start : tokens.end],
                kind="mixed" if tokens.quotes else "indirect",
                content=(Span(tokens.starts[0], end),),
                mention=mention,
                confidence=confidence_of("free-indirect"),
                rule="free-indirect",
            )
        )

    def _add(self, tokens: Tokens, attributions: Sequence[Attribution]) -> None:
        places: dict[int, int] = {}
        for index, attribution in enumerate(attributions):
            statement = to_statement(tokens, attribution)
            if not statement.content:  # empty quotation marks
                continue
            if attribution.rule == "passive-report" and statement.mention is None:
                statement = replace(statement, mention=self._agreeing(tokens, attribution))
            outer = None if attribution.parent is None else places.get(attribution.parent)
            if outer is not None and self.statements[outer].start <= statement.start:
                statement = replace(statement, parent=outer)
            places[index] = len(self.statements)
            self.statements.append(statement)
        with_source = [a for a in attributions if a.mention is not None and not a.is_act]
        quoting = [
            a
            for a in with_source
            if tokens.quotes and any(i in tokens.quotes for c in a.content for i in range(*c))
        ]
        if quoting or with_source:
            chosen = quoting[-1] if quoting else with_source[-1]
            assert chosen.mention is not None  # noqa: S101 - for the type checker: filtered above
            self.mention = span_of(tokens, chosen.mention)
            if quoting and chosen.content[0][0] in tokens.quotes:
                self._source_pending()
        self.pending = []
        if with_source:
            self.fresh = False
            self.floor.take(tokens, with_source[0])

    def _source_pending(self) -> None:
        # "“It is late.” … she said": the source that has come is that of what stood before it.
        for index in self.pending:
            self.statements[index] = replace(self.statements[index], mention=self.mention)

    def _agreeing(self, tokens: Tokens, attribution: Attribution) -> Span | None:
        # "It was agreed that …": by those whom a communiqué just named together.
        if self.mention is None or attribution.cue is None:
            return None
        cue = cue_table().get(tokens.low[attribution.cue[0]])
        if cue is None or cue.base not in _JOINTLY:
            return None
        return self.mention if _JOINT.search(self.mention.of(self.text)) else None

    def _quoted_sentence(self, tokens: Tokens, sentence: Span) -> None:
        content = tuple(span for span in tokens.quotes.values() if span.end > span.start)
        if not content:
            return
        if self.fresh or self.mention is None:
            self.pending.append(len(self.statements))
        self._add_direct(sentence, content, self.mention, "quotation-continued")

    def _spoken(self, tokens: Tokens, sentence: Span, role: Role) -> None:
        """Add a sentence in somebody's own voice, and what it reports of third parties."""
        if not tokens.low or tokens.low[-1] == "," or _ASIDE.fullmatch(sentence.of(self.text)):
            return  # "My fellow citizens,", "(Laughs.)"
        if is_courtesy(tokens):
            return
        asked_of, self.asked_of = self.asked_of, None
        others, whole = reported_others(tokens)
        if others:
            first = len(self.statements)
            self._add(tokens, others)
            pronoun = others[0].mention and tokens.low[others[0].mention[0]] in ("he", "she")
            if asked_of is not None and pronoun and first < len(self.statements):
                self.statements[first] = replace(self.statements[first], mention=asked_of)
        if not whole:
            self._add_direct(sentence, (sentence,), role.mention, role.rule)

    def _add_direct(
        self,
        sentence: Span,
        content: tuple[Span, ...],
        mention: Span | None,
        rule: str,
    ) -> None:
        # A quotation that nobody is named for may be a title or a phrase.
        unsourced = mention is None and rule == "quotation-continued"
        known = "quotation-unsourced" if unsourced else rule
        self.statements.append(
            Statement(
                sentence.start,
                sentence.end,
                sentence.of(self.text),
                kind="direct",
                content=content,
                mention=mention,
                confidence=confidence_of(known),
                rule=rule,
            )
        )


# Turns of who asks, asides: nothing in them is a statement. What a printed interview tells between
# the answers may report others.
_SILENT = frozenset({"transcript", "aside"})
_JOINTLY = frozenset({"agree", "decide", "note"})
_JOINT = re.compile(r"(?i)\b(?:both|two|parties|sides|delegations|ministers|leaders|governments)\b")
_ASIDE = re.compile(r"[(\[][^()\[\]]{1,80}[)\]]\.?")


def _speaks_of_talks(tokens: Tokens) -> bool:
    talk = words().talk
    if not talk.isdisjoint(tokens.low):
        return True
    for quote in tokens.quotes.values():
        quoted = quote.of(tokens.text).lower().split()
        if not talk.isdisjoint(quoted):
            return True
        # Most words have no mark to strip.
        if not talk.isdisjoint([w.strip(".,;:!?") for w in quoted if not w.isalpha()]):
            return True
    return False
