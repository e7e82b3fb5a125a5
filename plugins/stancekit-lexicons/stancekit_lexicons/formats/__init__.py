"""Word lists from files: which format a file has, and what all formats share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stancekit.errors import RecordError
from stancekit_lexicons.formats.liwc import read_liwc
from stancekit_lexicons.formats.outlines import read_lexicoder, read_text, read_wordstat
from stancekit_lexicons.formats.source import Found, Source, read_source
from stancekit_lexicons.formats.tables import read_table
from stancekit_lexicons.formats.trees import read_toml, read_yaml
from stancekit_lexicons.formats.xml import read_xml
from stancekit_lexicons.lexicon import Lexicon, Settings

__all__ = ["FORMATS", "SHIPPED", "load_lexicon"]

_LISTS = Path(__file__).parent.parent / "lists"

SHIPPED = ("hedges", "threats")
"""Names of the lists that come with this distribution."""

FORMATS: Mapping[str, tuple[str, Callable[[Source], Found]]] = {
    ".csv": ("table", read_table),
    ".tsv": ("table", read_table),
    ".tab": ("table", read_table),
    ".dicx": ("LIWC-22", read_table),
    ".txt": ("plain text", read_text),
    ".yml": ("YAML", read_yaml),
    ".yaml": ("YAML", read_yaml),
    ".json": ("JSON", read_yaml),
    ".toml": ("TOML", read_toml),
    ".dic": ("LIWC", read_liwc),
    ".lc3": ("Lexicoder", read_lexicoder),
    ".lcd": ("Lexicoder", read_xml),
    ".ykd": ("Yoshikoder", read_xml),
    ".cat": ("WordStat", read_wordstat),
}
"""What each suffix is, and what reads it."""


def load_lexicon(name: str, settings: Mapping[str, Any] | None = None) -> Lexicon:
    """Read a word list.

    Parameters
    ----------
    name : str
        A file, whose suffix says what it is, or the name of a list that comes with this
        distribution.
    settings : mapping, optional
        `Settings` that go before what the file says.

    Returns
    -------
    Lexicon

    Raises
    ------
    RecordError
        If it can't be read; the message names file, line and mend.

    Examples
    --------
    >>> load_lexicon("threats").categories
    ['ultimatum', 'force', 'sanction']
    """
    path = _LISTS / f"{name}.csv" if name in SHIPPED else Path(name)
    found = _read(path, name)
    said = found.settings
    if found.file is not None:
        there = path.parent / found.file
        if there.suffix.lower() == ".toml":
            raise RecordError("file names a list, not another .toml", where=name)
        listed = _read(there, str(there))
        found = Found([*listed.entries, *found.entries], [*listed.notes, *found.notes])
    try:
        used = Settings.of({**said, **(settings or {})})
    except (TypeError, ValueError) as error:
        raise RecordError(str(error), where=name) from None
    return Lexicon.of(name, found.entries, used, found.notes)


def _read(path: Path, name: str) -> Found:
    suffix = path.suffix.lower()
    if not path.is_file():
        shown = ", ".join(SHIPPED)
        raise RecordError(
            f"there is no such file; give the path of a word list, or one of {shown}", where=name
        )
    if suffix not in FORMATS:
        raise RecordError(
            f"what {suffix or 'a file without suffix'!r} holds isn't known; there are "
            f"{', '.join(FORMATS)}",
            where=name,
        )
    return FORMATS[suffix][1](read_source(path, name))
