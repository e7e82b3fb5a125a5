"""Who speaks: names, roles, pronouns and descriptions, resolved over a document."""
