"""Statements of documents, on the installed pipeline."""

import pickle

import pytest
from stancekit_spacy.extractor import SpacyExtractor

from stancekit.document import Document
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.testing.statements import check_statements

ARTICLE = """Velian envoy rules out talks

OSTMARK, May 3 - President Ada Lorn said on Monday that her government would sit down with Velia.

“We are ready to talk,” she told reporters. “We will not do it under fire. That is all.”

According to two diplomats, the mediators have left. Velia rejected the offer.

“Never,” said Duro Velk, the Velian envoy."""


@pytest.fixture(scope="module")
def statements(pipeline):
    document = Document("article", ARTICLE)
    found = SpacyExtractor().extract(document)
    check_statements(document, found)
    return {statement.text: statement for statement in found}


def said(statement):
    return [span.of(ARTICLE) for span in statement.content]


def test_a_reported_clause(statements):
    one = next(s for text, s in statements.items() if text.startswith("President"))
    assert said(one) == ["her government would sit down with Velia"]
    assert (one.speaker, one.kind, one.rule) == ("Ada Lorn", "indirect", "spacy-clause")
    assert one.cue.of(ARTICLE) == "said"


def test_a_quotation_and_what_goes_on_of_it(statements):
    one = statements["“We are ready to talk,” she told reporters."]
    assert (said(one), one.kind, one.speaker) == (["We are ready to talk"], "direct", "Ada Lorn")
    on = [s for s in statements.values() if s.rule == "spacy-continued"]
    assert [said(s) for s in on] == [["We will not do it under fire."], ["That is all."]]
    assert {s.speaker for s in on} == {"Ada Lorn"}


def test_according_to(statements):
    one = next(s for text, s in statements.items() if text.startswith("According"))
    assert said(one) == ["the mediators have left"]
    assert one.mention.of(ARTICLE) == "two diplomats"


def test_an_inverted_quotation(statements):
    one = next(s for text, s in statements.items() if text.startswith("“Never"))
    assert (one.speaker, one.kind) == ("Duro Velk", "direct")


def test_transcripts_and_authors_are_theirs(pipeline):
    speech = Document("speech", "We want peace. I am ready to sit down.", author="Ada Lorn")
    found = SpacyExtractor().extract(speech)
    assert [(s.speaker, s.kind) for s in found] == [("Ada Lorn", "direct")] * 2


def test_aliases(pipeline):
    aliases = AliasTable({"President of Ostmark": ["Ada Lorn"]})
    (one,) = SpacyExtractor(aliases).extract(Document("a", "Ada Lorn said the war was over."))
    assert one.speaker == "President of Ostmark"


def test_it_pickles(pipeline):
    document = Document("article", ARTICLE)
    sent = pickle.dumps(SpacyExtractor(cues=["say"]))
    again = pickle.loads(sent)  # noqa: S301 - of what was made just now
    assert again.extract(document) == SpacyExtractor(cues=["say"]).extract(document)
