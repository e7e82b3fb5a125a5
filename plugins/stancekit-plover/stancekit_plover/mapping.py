"""Stances as event codes, and event codes as stances.

An event code says what was done, a stance which position on talking shows in it. The codes that are
about talking are listed one by one in `TALKS`, and serve both ways; every other code is
``no-stance``, with the labels beside it that its breadth leaves open.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stancekit.statement import Statement
from stancekit_plover.ontology import Plover, parent

__all__ = ["TALKS", "Form", "Reading", "TalkCode", "code_of", "form_of", "lean_of", "reading_of"]

_PRO, _AGAINST, _TERMS, _NONE = "pro-diplomacy", "rejection", "conditional", "no-stance"


class Form(NamedTuple):
    """What a statement does, and about what.

    Parameters
    ----------
    act : str
        ``"intend"``, ``"offer"``, ``"appeal"``, ``"demand"``, ``"endorse"``, ``"hold"`` or
        ``"declare"`` of what is for talks; ``"refuse"``, ``"threaten"`` or ``"halt"`` of what is
        against.
    topic : str
        ``"meet"``, ``"settle"`` or ``"mediate"``.
    """

    act: str
    topic: str


class Reading(NamedTuple):
    """Which stance an event's code tells of.

    Parameters
    ----------
    label : str
        The stance that it is read as.
    accept : tuple of str
        The others that it may stand for.
    """

    label: str
    accept: tuple[str, ...] = ()


class TalkCode(NamedTuple):
    """A CAMEO code that is about talking."""

    code: str
    form: Form
    reading: Reading


_FOR = Reading(_PRO, (_TERMS,))
_REFUSED = Reading(_AGAINST, (_TERMS,))
# Held, signed, declared: also bare news of it, or a matter that is no dispute.
_DONE = Reading(_PRO, (_NONE, _TERMS))
_THREAT = Reading(_AGAINST, (_TERMS, _NONE))

TALKS: tuple[TalkCode, ...] = (
    TalkCode("026", Form("appeal", "meet"), _FOR),
    TalkCode("027", Form("appeal", "settle"), _FOR),
    TalkCode("028", Form("appeal", "mediate"), _FOR),
    TalkCode("036", Form("intend", "meet"), _FOR),
    TalkCode("037", Form("intend", "settle"), _FOR),
    TalkCode("038", Form("intend", "mediate"), _FOR),
    TalkCode("039", Form("offer", "mediate"), _FOR),
    TalkCode("045", Form("hold", "mediate"), _DONE),
    TalkCode("046", Form("hold", "meet"), _DONE),
    TalkCode("057", Form("hold", "settle"), _DONE),
    TalkCode("0871", Form("declare", "settle"), _DONE),
    TalkCode("106", Form("demand", "meet"), _FOR),
    TalkCode("107", Form("demand", "settle"), _FOR),
    TalkCode("108", Form("demand", "mediate"), _FOR),
    TalkCode("125", Form("refuse", "meet"), _REFUSED),
    TalkCode("126", Form("refuse", "mediate"), _REFUSED),
    TalkCode("127", Form("refuse", "settle"), _REFUSED),
    TalkCode("134", Form("threaten", "meet"), _THREAT),
    TalkCode("135", Form("threaten", "mediate"), _THREAT),
    TalkCode("164", Form("halt", "meet"), _REFUSED),
    TalkCode("165", Form("halt", "mediate"), _REFUSED),
)

_BY_CODE = {entry.code: entry.reading for entry in TALKS}
_BY_FORM = {entry.form: entry.code for entry in TALKS}
_DEFAULT = {_PRO: "intend", _AGAINST: "refuse"}
# Praise has one code, whatever is praised, and so have comments.
_PRAISE, _COMMENT = "051", "010"

# Codes and types so broad that talks may be meant, by the longest beginning.
_OPEN: Mapping[str, tuple[str, ...]] = {
    "01": (_PRO, _AGAINST, _TERMS),
    "015": (),
    "016": (),
    "017": (),
    "02": (),
    "020": (_PRO, _TERMS),
    "022": (_PRO, _TERMS),
    "0256": (_PRO, _TERMS),
    "03": (_PRO, _TERMS),
    "031": (),
    "033": (),
    "034": (),
    "0351": (),
    "0352": (),
    "0353": (),
    "0354": (),
    "0355": (),
    "04": (_PRO,),
    "05": (_PRO,),
    "054": (),
    "055": (),
    "056": (),
    "08": (),
    "080": (_PRO,),
    "087": (_PRO,),
    "10": (),
    "100": (_PRO, _TERMS),
    "102": (_PRO, _TERMS),
    "105": (_PRO, _TERMS),
    "1056": (_PRO, _TERMS),
    "11": (),
    "110": (_AGAINST,),
    "111": (_AGAINST,),
    "114": (_AGAINST,),
    "12": (),
    "120": (_AGAINST, _TERMS),
    "1246": (_AGAINST, _TERMS),
    "13": (),
    "130": (_AGAINST, _TERMS),
    "131": (_AGAINST, _TERMS),
    "1313": (_AGAINST, _TERMS),
    "139": (_TERMS,),
    "16": (),
    "160": (_AGAINST,),
    "161": (_AGAINST,),
}
# A root alone is as broad as what stands under it.
_ROOTS = {
    **dict.fromkeys(("02", "10"), (_PRO, _TERMS)),
    "08": (_PRO,),
    "11": (_AGAINST,),
    **dict.fromkeys(("12", "13"), (_AGAINST, _TERMS)),
    "16": (_AGAINST,),
}
_TYPES = {
    Plover("REQUEST", "meet"): _FOR,
    Plover("REJECT", "meet"): _REFUSED,
    Plover("RETREAT", "ceasefire"): _DONE,
    Plover("AGREE"): Reading(_NONE, (_PRO, _TERMS)),
    Plover("CONSULT"): Reading(_NONE, (_PRO,)),
    Plover("SUPPORT"): Reading(_NONE, (_PRO,)),
    Plover("CONCEDE"): Reading(_NONE, (_PRO,)),
    Plover("RETREAT"): Reading(_NONE, (_PRO,)),
    Plover("REQUEST"): Reading(_NONE, (_PRO, _TERMS)),
    Plover("ACCUSE"): Reading(_NONE, (_AGAINST,)),
    Plover("REJECT"): Reading(_NONE, (_AGAINST, _TERMS)),
    Plover("THREATEN"): Reading(_NONE, (_AGAINST, _TERMS)),
    Plover("THREATEN", "relations"): Reading(_NONE, (_AGAINST, _TERMS)),
    Plover("SANCTION"): Reading(_NONE, (_AGAINST,)),
    Plover("SANCTION", "withdraw"): Reading(_NONE, (_AGAINST,)),
}
_DIPLOMATIC = {"AGREE": Reading(_PRO, (_TERMS, _NONE))}


def reading_of(code: str | None, event: Plover, contexts: Iterable[str] = ()) -> Reading:
    """Return the stance that an event tells of.

    Parameters
    ----------
    code : str or None
        CAMEO code, which decides where there is one.
    event : Plover
        Type and mode, which decide where there is none.
    contexts : iterable of str
        PLOVER's contexts: a diplomatic AGREE is read as ``pro-diplomacy``.

    Examples
    --------
    >>> reading_of("125", Plover("REJECT", "meet"))
    Reading(label='rejection', accept=('conditional',))
    >>> reading_of("195", Plover("ASSAULT"))
    Reading(label='no-stance', accept=())
    """
    if code is None:
        if event.type in _DIPLOMATIC and "diplomatic" in contexts:
            return _DIPLOMATIC[event.type]
        bare = Reading(_NONE)
        return _TYPES.get(event, _TYPES.get(Plover(event.type), bare))
    if code in _ROOTS:
        return Reading(_NONE, _ROOTS[code])
    longer: str | None = code
    while longer is not None:
        if longer in _BY_CODE:
            return _BY_CODE[longer]
        if longer in _OPEN:
            return Reading(_NONE, _OPEN[longer])
        longer = parent(longer)
    return Reading(_NONE)


def lean_of(label: str, probabilities: Mapping[str, float]) -> str | None:
    """Return the side of talks that a label is on; None for ``no-stance``.

    No code says that talks were put on terms. A ``conditional`` goes with the likelier of
    ``pro-diplomacy`` and ``rejection``: "we will talk if …" is written as an offer, "no talks
    until …" as a refusal.
    """
    if label == _TERMS:
        # Where nothing is known of them, terms are an offer.
        return _PRO if probabilities.get(_PRO, 0) >= probabilities.get(_AGAINST, 0) else _AGAINST
    return label if label in _DEFAULT else None


def code_of(lean: str | None, form: Form) -> str:
    """Return the CAMEO code of a statement on one side of talks, or on none.

    Examples
    --------
    >>> code_of("rejection", Form("halt", "meet")), code_of(None, Form("intend", "meet"))
    ('164', '010')
    """
    if lean is None:
        return _COMMENT
    if lean == _PRO and form.act == "endorse":
        return _PRAISE
    code = _BY_FORM.get(form)
    if code is None or _BY_CODE[code].label != lean:
        code = _BY_FORM[Form(_DEFAULT[lean], form.topic)]
    return code


def form_of(statement: Statement, lean: str | None) -> Form:
    """Return what a statement on one side of talks does, and about what, by its words.

    Examples
    --------
    >>> form_of(Statement.from_text("She urged both sides to accept mediation."), "pro-diplomacy")
    Form(act='appeal', topic='mediate')
    """
    words = _words()
    text = statement.text

    def has(name: str) -> bool:
        return words[name].search(text) is not None

    topic = "meet"
    if has("mediate"):
        topic = "mediate"
    elif has("settle") and not has("meet"):
        topic = "settle"
    if lean == _AGAINST:
        if has("halt"):
            if has("threaten"):
                return Form("threaten", topic)
            if statement.kind == "act":
                return Form("halt", topic)
        return Form("refuse", topic)
    for act in ("demand", "appeal", "endorse"):
        if has(act):
            return Form(act, topic)
    if statement.kind == "act" and has("hold"):
        return Form("hold", topic)
    return Form("offer" if topic == "mediate" and has("offer") else "intend", topic)


@functools.cache
def _words() -> dict[str, re.Pattern[str]]:
    """Return a pattern for each list of words in ``forms.toml``; ``*`` is any ending."""
    file = importlib.resources.files("stancekit_plover") / "forms.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: _any_of(found) for name, found in lists.items()}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    choices = "|".join(re.escape(word).replace(r"\*", "[a-z]*") for word in words)
    return re.compile(rf"\b(?:{choices})\b", re.IGNORECASE)
