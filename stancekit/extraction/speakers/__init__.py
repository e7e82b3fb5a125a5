"""Who speaks, for whom and to whom: names, roles, references, counterparts, aliases."""
