"""Finding statements: sentences, quotations, sources, cues and acts."""
