"""Words, phrases and clauses of one sentence, found without a parser."""
