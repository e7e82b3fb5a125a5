"""Records of a meeting, whose paragraphs each report one speaker throughout."""

from __future__ import annotations

import re

from stancekit.reading.layout import Layout

__all__ = ["reports_one_speaker"]

# "ANA PAZ (Keld)", "Ana Paz, Envoy to Velm,", "The representative of Keld", "Keld's delegate"
_UPPER = "A-Z\u00c0-\u00de"
_NAME = rf"[{_UPPER}][\w.’'\-]*(?: [\w.’'\-]+){{0,6}}"
_DELEGATE = r"(?:representative|delegate|delegation|observer|speaker|ambassador|counterpart)"
_SPEAKER = re.compile(
    rf"(?:{_NAME} \([{_UPPER}][^()\r\n]{{1,60}}\)"
    rf"|[{_UPPER}][{_UPPER}’'\-]+(?: [{_UPPER}.’'\-]{{2,}}){{1,6}},"
    rf"|(?:The|His|Her) (?:[\w-]+ )?{_DELEGATE}s? (?:of|for|from) "
    rf"|[{_UPPER}][\w\-]*(?: [{_UPPER}][\w\-]*){{0,3}}['’]s? {_DELEGATE})"
)
_FEWEST = 3


def reports_one_speaker(text: str, layout: Layout) -> list[bool]:
    """Tell which paragraphs report one speaker's turn, as those of a meeting's record do.

    In such a text the sentences after the one with the attribution go on in free indirect speech:
    "Ana Paz (Keld) said that talks were overdue. The border must be opened first."

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs.
    """
    opened = [_SPEAKER.match(text, p.start, p.end) is not None for p in layout.paragraphs]
    return opened if sum(opened) >= _FEWEST else [False] * len(opened)
