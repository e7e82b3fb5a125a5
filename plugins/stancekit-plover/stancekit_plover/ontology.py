"""The codes of CAMEO and PLOVER, and what each belongs to: facts of their codebooks.

References
----------
Schrodt (2012), "CAMEO: Conflict and Mediation Event Observations. Event and Actor Codebook",
version 1.1b3. Open Event Data Alliance (2021), "PLOVER: Political Language Ontology for Verifiable
Event Records", version 0.8, https://github.com/openeventdata/PLOVER (CC BY-SA 4.0). Only numbers
and names of codes are taken from them.
"""

from __future__ import annotations

from typing import NamedTuple

from stancekit.stance import StanceScheme

__all__ = [
    "CAMEO",
    "PLOVER",
    "QUADS",
    "Plover",
    "known_code",
    "known_type",
    "parent",
    "plover_of",
    "quad_of",
    "root_of",
]

QUADS = StanceScheme(
    name="plover",
    labels=(
        "verbal cooperation",
        "material cooperation",
        "verbal conflict",
        "material conflict",
        "no event",
    ),
    null_label="no event",
    target="what the source does, in words or deeds, towards the other side",
)
"""PLOVER's quad categories as labels; the quad code of each is its place, counted from 1."""

PLOVER: dict[str, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
"""Quad code of each event type of PLOVER 0.8."""

_EARLIER_TYPES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}

# A base code with the last digits of the codes below it, if any.
_CODES = """
01 010 011 012 013 014 015 016 017 018 019
02 020 021:1234 022 023:1234 024:1234 025:123456 026 027 028
03 030 031:1234 032 033:1234 034:1234 035:123456 036 037 038 039
04 040 041 042 043 044 045 046
05 050 051 052 053 054 055 056 057
06 060 061 062 063 064
07 070 071 072 073 074 075
08 080 081:1234 082 083:1234 084:12 085 086:123 087:1234
09 090 091 092 093 094
10 100 101:1234 102 103:1234 104:1234 105:123456 106 107 108
11 110 111 112:12345 113 114 115 116
12 120 121:1234 122:1234 123:1234 124:123456 125 126 127 128 129
13 130 131:123 132:1234 133 134 135 136 137 138:12345 139
14 140 141:1234 142:1234 143:1234 144:1234 145:1234
15 150 151 152 153 154 155
16 160 161 162:123 163 164 165 166:123
17 170 171:12 172:1234 173 174 175 176
18 180 181 182:123 183:1234 184 185 186
19 190 191 192 193 194 195:12 196
20 200 201 202 203 204:12
"""


def _codes() -> tuple[str, ...]:
    found = []
    for word in _CODES.split():
        base, _, digits = word.partition(":")
        found += [base, *(base + digit for digit in digits)]
    return tuple(found)


CAMEO: tuple[str, ...] = _codes()
"""All codes of CAMEO, roots among them, in order."""
_KNOWN = frozenset(CAMEO)


class Plover(NamedTuple):
    """An event's place in PLOVER.

    Parameters
    ----------
    type : str or None
        Event type; None for what PLOVER doesn't code.
    mode : str or None
        Mode, given here only where a mode says whether talks are meant.
    """

    type: str | None
    mode: str | None = None


# By the longest beginning of the code. PLOVER has no comments (01); appeals (02) are requests.
_PLOVER = {
    "02": Plover("REQUEST"),
    "026": Plover("REQUEST", "meet"),
    "027": Plover("REQUEST", "meet"),
    "028": Plover("REQUEST", "meet"),
    "03": Plover("AGREE"),
    "04": Plover("CONSULT"),
    "05": Plover("SUPPORT"),
    "06": Plover("COOPERATE"),
    "07": Plover("AID"),
    "08": Plover("CONCEDE"),
    "0813": Plover("RETREAT"),
    "0814": Plover("RETREAT"),
    "084": Plover("RETREAT"),
    "085": Plover("RETREAT"),
    "086": Plover("RETREAT"),
    "087": Plover("RETREAT"),
    "0871": Plover("RETREAT", "ceasefire"),
    "09": Plover("ACCUSE"),
    "10": Plover("REQUEST"),
    "106": Plover("REQUEST", "meet"),
    "107": Plover("REQUEST", "meet"),
    "108": Plover("REQUEST", "meet"),
    "11": Plover("ACCUSE"),
    "12": Plover("REJECT"),
    "125": Plover("REJECT", "meet"),
    "126": Plover("REJECT", "meet"),
    "127": Plover("REJECT", "meet"),
    "13": Plover("THREATEN"),
    "134": Plover("THREATEN", "relations"),
    "135": Plover("THREATEN", "relations"),
    "14": Plover("PROTEST"),
    "15": Plover("MOBILIZE"),
    "16": Plover("SANCTION"),
    "163": Plover("COERCE"),
    "164": Plover("SANCTION", "withdraw"),
    "165": Plover("SANCTION", "withdraw"),
    "17": Plover("COERCE"),
    "1712": Plover("ASSAULT"),
    "175": Plover("ASSAULT"),
    "18": Plover("ASSAULT"),
    "19": Plover("ASSAULT"),
    "191": Plover("COERCE"),
    "192": Plover("COERCE"),
    "20": Plover("ASSAULT"),
}

# Last root of each quad class of CAMEO.
_LAST_ROOTS = ("05", "08", "13", "20")


def parent(code: str) -> str | None:
    """Return the code above one, None above a root.

    Examples
    --------
    >>> parent("0361"), parent("036"), parent("03")
    ('036', '03', None)
    """
    return code[:-1] if len(code) > 2 else None


def root_of(code: str) -> str:
    """Return the two digits that a CAMEO code begins with."""
    return code[:2]


def plover_of(code: str) -> Plover:
    """Return what PLOVER codes a CAMEO code as.

    Examples
    --------
    >>> plover_of("125"), plover_of("012").type
    (Plover(type='REJECT', mode='meet'), None)
    """
    longer: str | None = code
    while longer is not None:
        if longer in _PLOVER:
            return _PLOVER[longer]
        longer = parent(longer)
    return Plover(None)


def quad_of(code: str) -> int:
    """Return the quad class of a CAMEO code as GDELT has it, or of a PLOVER type.

    Examples
    --------
    >>> quad_of("036"), quad_of("125"), quad_of("164"), quad_of("REQUEST")
    (1, 3, 4, 3)
    """
    if code in PLOVER:
        return PLOVER[code]
    return 1 + sum(root_of(code) > last for last in _LAST_ROOTS)


def known_code(text: str, *, padded: bool = True) -> str | None:
    """Return the CAMEO code that a table's cell means, None if there is none.

    Spreadsheets and ICEWS drop the leading zero; ICEWS's "14" is 014, and no root.

    Parameters
    ----------
    text : str
        The cell.
    padded : bool
        Whether two digits are a code that has lost its zero, rather than a root.

    Examples
    --------
    >>> known_code("36"), known_code("14", padded=False), known_code("0361"), known_code("99")
    ('036', '14', '036', None)
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 4:
        return None
    whole = digits in _KNOWN and not (padded and len(digits) == 2)
    if not whole and "0" + digits in _KNOWN:
        digits = "0" + digits
    code: str | None = digits
    while code is not None and code not in _KNOWN:
        code = parent(code)
    return code


def known_type(text: str) -> str | None:
    """Return the PLOVER event type that a word means, earlier drafts' names included."""
    name = text.strip().upper()
    name = _EARLIER_TYPES.get(name, name)
    return name if name in PLOVER else None
