"""Behaviour lists, read from TOML files and filled in: the same cases on every machine."""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from stancekit.errors import RecordError, SchemeError
from stancekit.evaluation.behaviour.disguises import DISGUISES
from stancekit.evaluation.behaviour.slots import Actor, fill, read_pairs
from stancekit.stance import DIPLOMACY, StanceScheme

__all__ = ["BehaviourCase", "BehaviourList", "load_behaviour"]

Expectation = Literal["label", "unchanged"]
T = TypeVar("T")

_ACTORS = "actors.toml"
_FRAME = ("id", "label", "accept", "text", "original", "original_label")
_HEAD = ("title", "tests", "expectation", "vary", "per_frame", "original", "forms", "disguises")


@dataclass(frozen=True, slots=True)
class BehaviourCase:
    """A sentence to be labelled, and the one that it was made from.

    Parameters
    ----------
    id : str
        The frame's, with the number of the filling.
    frame : str
        Cases of one frame resemble each other.
    text : str
        The sentence.
    label : str
        What the codebook gives the text.
    accept : tuple of str
        Other labels that count as right.
    original, original_label : str, optional
        The sentence without the change, and its label.
    """

    id: str
    frame: str
    text: str
    label: str
    accept: tuple[str, ...] = ()
    original: str | None = None
    original_label: str | None = None


@dataclass(frozen=True, slots=True)
class BehaviourList:
    """Cases that test one thing.

    Parameters
    ----------
    name : str
        Of its file, without suffix.
    title, tests : str
        What it is called and what it tests, for readers.
    expectation : {"label", "unchanged"}
        The text gets its label (CheckList's minimum functionality and directional tests), or the
        same label as its original, be that right or wrong (invariance).
    cases : tuple of BehaviourCase
        In the order of the file.
    """

    name: str
    title: str
    tests: str
    expectation: Expectation
    cases: tuple[BehaviourCase, ...]


def load_behaviour(
    path: str | Path | None = None, *, scheme: StanceScheme = DIPLOMACY
) -> list[BehaviourList]:
    """Read behaviour lists and fill in their frames.

    Parameters
    ----------
    path : path-like, optional
        A TOML file, or a folder of them; the lists that ship with stancekit where it is left out.
        An ``actors.toml`` beside them takes the place of the shipped actors.
    scheme : StanceScheme
        The labels that frames may carry.

    Returns
    -------
    list of BehaviourList
        In the order of their names.

    Raises
    ------
    SchemeError
        If the shipped lists are asked for with a scheme that hasn't their labels.
    RecordError
        If a file can't be read or a frame can't be used; the message names the frame and the mend.

    Examples
    --------
    >>> [item.name for item in load_behaviour()][:3]
    ['actor-swap', 'connective-swap', 'double-negation']
    """
    shipped = importlib.resources.files("stancekit.evaluation.behaviour") / "en"
    if path is None:
        if not set(DIPLOMACY.labels) <= set(scheme.labels):
            raise SchemeError(
                f"the shipped behaviour lists carry the labels {', '.join(DIPLOMACY.labels)}, and "
                f"scheme {scheme.name!r} has others: give lists of your own (--lists FOLDER)"
            )
        files, folder = list(shipped.iterdir()), shipped
    elif Path(path).is_dir():
        files, folder = list(Path(path).iterdir()), Path(path)
    else:
        files, folder = [Path(path)], Path(path).parent
    files = [file for file in files if file.name.endswith(".toml") and file.name != _ACTORS]
    if not files:
        raise RecordError("holds no behaviour list (*.toml)", where=str(path))
    actors = folder / _ACTORS if (folder / _ACTORS).is_file() else shipped / _ACTORS
    try:
        pairs = read_pairs(_table(actors))
    except ValueError as error:
        raise RecordError(str(error), where=str(actors)) from None
    lists = []
    for file in sorted(files, key=lambda file: file.name):
        try:
            lists.append(_read(file.name.removesuffix(".toml"), _table(file), pairs, scheme))
        except ValueError as error:
            raise RecordError(str(error), where=str(file)) from None
    return lists


def _table(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"can't be read: {error.strerror}", where=str(file)) from None
    except ValueError as error:  # of TOML or of UTF-8
        raise RecordError(f"isn't valid TOML: {error}", where=str(file)) from None


def _read(
    name: str, table: dict[str, Any], pairs: Sequence[Mapping[str, Actor]], scheme: StanceScheme
) -> BehaviourList:
    frames = table.pop("frame", None)
    for field in table:
        if field not in _HEAD:
            raise ValueError(f"unknown field {field!r}; a list has {', '.join(_HEAD)} and frames")
    for field in ("title", "tests"):
        if not isinstance(table.get(field), str):
            raise ValueError(f"needs a string {field!r}, for its readers")
    if table.get("expectation") not in get_args(Expectation):
        raise ValueError('\'expectation\' must be "label" or "unchanged"')
    for field in ("forms", "disguises"):
        if not _are_strings(table.get(field, [])):
            raise ValueError(f"{field!r} must be a list of strings")
    if type(table.get("per_frame", 1)) is not int or table.get("per_frame", 1) < 1:
        raise ValueError("'per_frame' must be a whole number from 1")
    if not isinstance(frames, list) or not frames:
        raise ValueError("needs at least one [[frame]]")
    cases: list[BehaviourCase] = []
    seen: set[str] = set()
    for number, frame in enumerate(frames):
        identity = frame.get("id") if isinstance(frame, dict) else None
        if not isinstance(identity, str) or identity in seen:
            raise ValueError(f"frame {number + 1} needs an 'id' of its own, a string")
        seen.add(identity)
        try:
            cases += _cases(table, frame, number, pairs, scheme)
        except ValueError as error:
            raise ValueError(f"frame {identity!r}: {error}") from None
    return BehaviourList(name, table["title"], table["tests"], table["expectation"], tuple(cases))


def _cases(
    table: Mapping[str, Any],
    frame: Mapping[str, Any],
    number: int,
    pairs: Sequence[Mapping[str, Actor]],
    scheme: StanceScheme,
) -> list[BehaviourCase]:
    if not all(isinstance(frame[field], str) for field in frame if field != "accept"):
        raise ValueError("every field but 'accept' is a string")
    varies_by_form = table.get("vary") == "forms"  # then its fields have any names
    for field in frame:
        if field not in _FRAME and not varies_by_form:
            raise ValueError(f"unknown field {field!r}; a frame has {', '.join(_FRAME)}")
    label, accept = frame.get("label"), frame.get("accept", [])
    before = frame.get("original_label", None if "original" in frame else label)
    if not isinstance(accept, list):
        raise ValueError("'accept' must be a list of labels")
    if "original_label" in frame and "original" not in frame and not varies_by_form:
        raise ValueError("has an 'original_label' without an 'original'")
    asked = [label, *accept, *([before] if "original" in frame else [])]
    for given in asked:
        if given not in scheme.labels:
            said = "a label is missing" if given is None else f"unknown label {given!r}"
            raise ValueError(f"{said}; scheme {scheme.name!r} has {', '.join(scheme.labels)}")
    return [
        BehaviourCase(
            id=f"{frame['id']}/{filling}",
            frame=frame["id"],
            text=text,
            label=str(label),
            accept=tuple(accept),
            original=original,
            original_label=None if original is None else before,
        )
        for filling, (original, text) in enumerate(_fillings(table, frame, number, pairs), start=1)
    ]


def _fillings(
    table: Mapping[str, Any],
    frame: Mapping[str, str],
    number: int,
    pairs: Sequence[Mapping[str, Actor]],
) -> Iterable[tuple[str | None, str]]:
    """Yield originals and texts of a frame's cases."""
    vary, per_frame = table.get("vary"), table.get("per_frame")
    if vary is None:  # sentences as they are
        if table["expectation"] == "unchanged" and "original" not in frame:
            raise ValueError("needs an 'original' that its text is compared with")
        if "{" in _text(frame, "text"):
            raise ValueError('has a slot; the list needs vary = "actors"')
        yield frame.get("original"), frame["text"]
    elif vary == "forms":
        original = fill(_text(table, "original"), frame)
        for form in _share(table.get("forms", []), number, per_frame):
            yield original, fill(form, frame)
    elif vary == "disguises":
        original = _text(frame, "text")
        yield from _disguised(original, _share(table.get("disguises", []), number), per_frame)
    elif vary != "actors":
        raise ValueError(
            'the list\'s \'vary\' must be "actors", "forms" or "disguises", or be left out'
        )
    elif table["expectation"] == "unchanged":
        # Each frame starts from another pair, so that no pair is the measure of all others.
        first, *others = _share(pairs, number)
        if (original := fill(_text(frame, "text"), first)) == frame["text"]:
            raise ValueError("has no slot such as {A}, so that nothing would change")
        for pair in others[:per_frame]:
            yield original, fill(frame["text"], pair)
    else:
        text, before = _text(frame, "text"), frame.get("original")
        # Without a slot, every pair would give the same text.
        for pair in _share(pairs, number, per_frame) if "{" in text else pairs[:1]:
            yield None if before is None else fill(before, pair), fill(text, pair)


def _text(table: Mapping[str, Any], field: str) -> str:
    text = table.get(field)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"needs a string {field!r}")
    return text


def _are_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _share(items: Sequence[T], number: int, size: int | None = None) -> list[T]:
    """Return a frame's share of what varies: `size` items from another start for each frame."""
    if not items:
        raise ValueError("the list has nothing to vary: give it 'forms' or 'disguises'")
    size = len(items) if size is None else min(size, len(items))
    start = number * size if size < len(items) else number
    return [items[(start + i) % len(items)] for i in range(size)]


def _disguised(
    text: str, names: Sequence[str], size: int | None
) -> Iterable[tuple[str | None, str]]:
    """Yield the text with the first `size` disguises that change it."""
    found = []
    for name in names:
        if name not in DISGUISES:
            raise ValueError(f"there is no disguise {name!r}, but {', '.join(DISGUISES)}")
        if (disguised := DISGUISES[name](text)) != text:
            found.append((text, disguised))
    if not found:
        raise ValueError("none of the list's disguises changes its text")
    yield from found[:size]
