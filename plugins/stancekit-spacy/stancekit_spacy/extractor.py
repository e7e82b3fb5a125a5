"""The statement extractor: sentences and quotations by stancekit, who says what by the parse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stancekit.document import Document, Span
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.extraction.attribution.forms.headlines import headline_clauses
from stancekit.extraction.attribution.forms.transcripts import Role, find_roles
from stancekit.extraction.attribution.grammar.sentences import split_sentences
from stancekit.extraction.attribution.quoting.parted import rejoin_attributions
from stancekit.extraction.attribution.quoting.quotations import Quotation, find_quotations
from stancekit.extraction.attribution.statements import renumber_parents
from stancekit.extraction.counterparts.counterparts import find_counterparts
from stancekit.extraction.speakers.names import name_runs
from stancekit.extraction.speakers.resolution import resolve_speakers
from stancekit.extraction.spokespeople import merge_own_side
from stancekit.reading.layout import Layout, find_layout
from stancekit.statement import Kind, Statement
from stancekit_spacy.attributions import Attribution, find_attributions
from stancekit_spacy.cues import Cues
from stancekit_spacy.parses import Parse
from stancekit_spacy.pipelines import DEFAULT, get_pipeline
from stancekit_spacy.spans import spans_of

__all__ = ["SpacyExtractor"]

_OPENING = "\"“„«‘'"
_CONFIDENCE = {
    "clause": 0.9,
    "quotation": 0.85,
    "according-to": 0.9,
    "aside": 0.8,
    "own-voice": 0.9,
}
_OTHERWISE = 0.6


class SpacyExtractor:
    """Find attributed statements by the dependency parse of each sentence.

    Sentences, quotations and transcripts are stancekit's, and so is who a mention means; what a
    verb of saying governs is the parse's.

    Parameters
    ----------
    aliases : AliasTable, optional
        Maps speakers on to the user's own names.
    pipeline : str
        An installed spaCy pipeline with a parser, by package name or folder.
    cues : sequence of str
        Lemmas of the verbs that attribute clauses and quotations; they then count instead of
        stancekit's English lexicon of verbs and nouns.

    Examples
    --------
    >>> SpacyExtractor(cues=["sagen", "erklären"]).cues
    ('sagen', 'erklären')
    """

    def __init__(
        self,
        aliases: AliasTable | None = None,
        *,
        pipeline: str = DEFAULT,
        cues: Sequence[str] = (),
    ) -> None:
        self.aliases = aliases
        self.pipeline = pipeline
        self.cues = tuple(cues)

    def extract(self, document: Document) -> list[Statement]:
        """Return the statements of a document in the order in which they begin.

        Parameters
        ----------
        document : Document
            The text; its `author`, where there is one, speaks in the first person.

        Raises
        ------
        PluginError
            If the pipeline isn't installed, or doesn't parse.
        """
        layout = find_layout(document)
        statements = _Pass(document, layout, self.pipeline, Cues(self.cues)).run()
        runs = name_runs(document.text)
        statements = resolve_speakers(document, statements, layout, aliases=self.aliases, runs=runs)
        return find_counterparts(document, merge_own_side(statements), runs)


class _Pass:
    """One pass over a document; holds what one sentence leaves for the next."""

    def __init__(self, document: Document, layout: Layout, pipeline: str, cues: Cues) -> None:
        self.document, self.layout = document, layout
        self.text = document.text
        self.pipeline, self.cues = pipeline, cues
        self.statements: list[Statement] = []
        self.mention: Span | None = None  # source of the quotation that may go on
        self.pending: list[int] = []  # quotations whose source may come later in the paragraph
        self.fresh = True  # nothing is attributed in this paragraph yet

    def run(self) -> list[Statement]:
        roles = find_roles(self.document, self.layout)
        paragraphs = self.layout.paragraphs
        goes_on = False
        for number, paragraph in enumerate(paragraphs):
            following = paragraphs[number + 1].start if number + 1 < len(paragraphs) else -1
            reopened = self.text[following] if following >= 0 else ""
            quotations = find_quotations(
                self.text, paragraph, reopened=reopened if reopened in _OPENING else ""
            )
            if not goes_on:
                self.pending, self.fresh = [], True
            goes_on = bool(quotations) and quotations[-1].goes_on
            role = roles[number] if roles else None
            start = paragraph.start
            if role is not None:
                start = role.start
            elif self.layout.dateline is not None and paragraph == self.layout.lead:
                start = self.layout.dateline.end
            if start < paragraph.end:
                self._paragraph(Span(start, paragraph.end), quotations, role)
        order = sorted(range(len(self.statements)), key=lambda i: (self.statements[i].start, i))
        place = {old: new for new, old in enumerate(order)}
        return renumber_parents((self.statements[i] for i in order), place)

    def _paragraph(self, span: Span, quotations: list[Quotation], role: Role | None) -> None:
        if span == self.layout.headline:
            sentences = headline_clauses(self.text, span)
        else:
            sentences = rejoin_attributions(self.text, split_sentences(self.text, span), quotations)
        if role is not None:
            for sentence in sentences if role.speaks else ():
                self._direct(sentence, (sentence,), role.mention, role.rule)
            return
        parses = get_pipeline(self.pipeline).parses([one.of(self.text) for one in sentences])
        for sentence, parse in zip(sentences, parses, strict=True):
            inside = [
                Span(max(one.inner_start, sentence.start), min(one.inner_end, sentence.end))
                for one in quotations
                if one.inner_start < sentence.end and sentence.start < one.inner_end
            ]
            self._sentence(sentence, parse, inside)

    def _sentence(self, sentence: Span, parse: Parse, quotes: list[Span]) -> None:
        quoted = frozenset(
            i
            for i, token in enumerate(parse.tokens)
            if any(quote.start <= token.start + sentence.start < quote.end for quote in quotes)
        )
        found = find_attributions(parse, self.cues, quoted)
        outer = [one for one in found if one.parent is None and one.cue[0] not in quoted]
        if quotes and not outer:
            self._unattributed(sentence, quotes)
            found = []
        quoting: Span | None = None
        places: dict[int, int] = {}
        for number, one in enumerate(found):
            statement = self._statement(sentence, parse, one, quotes, alone=len(outer) == 1)
            if statement is None:
                continue
            if one.parent is not None and one.parent in places:
                statement = replace(statement, parent=places[one.parent])
            places[number] = len(self.statements)
            self.statements.append(statement)
            if one.parent is None and statement.mention is not None and one.rule != "act":
                self.fresh = False
                if quoting is None:
                    self.mention = statement.mention
                if quoted.intersection(one.content):
                    quoting = statement.mention
        if quoting is not None:
            for index in self.pending:
                self.statements[index] = replace(self.statements[index], mention=quoting)
            self.pending = []

    def _statement(
        self, sentence: Span, parse: Parse, one: Attribution, quotes: list[Span], *, alone: bool
    ) -> Statement | None:
        content = [span.shift(sentence.start) for span in spans_of(parse, one.content)]
        if not content:
            return None
        # A sentence with one attribution is the statement, whatever the narrator adds.
        if alone and one.parent is None:
            start, end = sentence.start, sentence.end
        else:
            parts = [span.shift(sentence.start) for span in spans_of(parse, one.clause)]
            start = min(span.start for span in (*parts, *content))
            end = max(span.end for span in (*parts, *content))
        mention = [span.shift(sentence.start) for span in spans_of(parse, one.mention)]
        return Statement(
            start,
            end,
            self.text[start:end],
            kind="act" if one.rule == "act" else _kind(self.text, content, quotes),
            content=tuple(content),
            cue=Span(parse.tokens[one.cue[0]].start, parse.tokens[one.cue[1] - 1].end).shift(
                sentence.start
            ),
            mention=Span(mention[0].start, mention[-1].end) if mention else None,
            confidence=_CONFIDENCE.get(one.rule, _OTHERWISE),
            rule=f"spacy-{one.rule}",
        )

    def _unattributed(self, sentence: Span, quotes: list[Span]) -> None:
        """Add a sentence of a quotation whose source stands before or after it."""
        if not any(len(quote) > 0 for quote in quotes):
            return
        if 2 * sum(map(len, quotes)) < len(sentence):
            return  # a word in quotation marks
        if self.fresh or self.mention is None:
            self.pending.append(len(self.statements))
        self._direct(sentence, quotes, self.mention, "spacy-continued")

    def _direct(
        self, sentence: Span, content: Sequence[Span], mention: Span | None, rule: str
    ) -> None:
        self.statements.append(
            Statement(
                sentence.start,
                sentence.end,
                sentence.of(self.text),
                kind="direct",
                content=tuple(span for span in content if len(span)),
                mention=mention,
                confidence=0.8 if mention is not None else 0.4,
                rule=rule,
            )
        )


def _kind(text: str, content: Sequence[Span], quotes: Sequence[Span]) -> Kind:
    quoted = [q for q in quotes if any(q.overlaps(span) for span in content)]
    if not quoted:
        return "indirect"
    outside = any(
        text[i].isalnum() and not any(q.start <= i < q.end for q in quoted)
        for span in content
        for i in range(span.start, span.end)
    )
    return "mixed" if outside else "direct"
