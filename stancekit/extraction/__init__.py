"""Finding statements, speakers, counterparts and conditions in a document."""
