"""Finding statements: sentences, quotations, sources, cues and acts.

The way of a sentence, and where a new construction belongs:

1. `quoting` finds the quotations of a paragraph, `grammar.sentences` its sentences, and folds each
   quotation into one token.
2. `forms` knows texts that tell in their own way who speaks: transcripts, records of meetings,
   posts and releases, headlines, and labels ("Minister: no talks").
3. `attributions` looks for words that may attribute, and asks the modules of `constructions`, one
   for each order of source, cue and content. `scan` holds what they have found so far. A new
   construction is a function ``take_…`` there, called in `attributions`, with an entry in
   ``rules.toml``.
4. They ask `grammar`, which finds phrases and clauses without a parser: `cues` for the lexicons,
   `verb_phrases` for a verb with its particles, `subject_phrases` and `subjects` for the source,
   `complements`, `clauses` and `objects` for what is said, and where it ends.
5. `acts` finds deeds that are a position on talking and that the narrator tells.
6. `statements` turns tokens into offsets of the document, with the confidence that `rules` reads.

Words belong in the lexicons (``lexicons/en``, with a README), not in the modules.
"""
