"""The report: `report.json` after its schema, and one self-contained HTML page of it."""
