"""Word lists to files: CSV, YAML as quanteda reads it, and TOML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping

from stancekit_lexicons.lexicon import Lexicon, Settings

__all__ = ["WRITERS"]


def _csv(lexicon: Lexicon) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["entry", "category", "weight"])
    writer.writerows([e.text, e.category, repr(e.weight)] for e in lexicon.entries)
    return stream.getvalue()


def _yaml(lexicon: Lexicon) -> str:
    # JSON's texts and numbers are YAML's, and need no rules of what to quote.
    lines = []
    for category in lexicon.categories:
        lines.append(f"{_text(category)}:")
        for entry in lexicon.entries:
            if entry.category == category:
                weight = "" if entry.weight == 1 else f": {entry.weight!r}"
                lines.append(f"- {_text(entry.text)}{weight}")
    return "\n".join([*lines, ""])


def _toml(lexicon: Lexicon) -> str:
    default = Settings().to_record()
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in lexicon.settings.to_record().items()
        if value != default[name]
    ]
    for category in lexicon.categories:
        lines += ["", f"[categories.{_text(category)}]"]
        lines += [
            f"{_text(entry.text)} = {entry.weight!r}"
            for entry in lexicon.entries
            if entry.category == category
        ]
    return "\n".join([*lines, ""]).lstrip("\n")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


WRITERS: Mapping[str, Callable[[Lexicon], str]] = {
    ".csv": _csv,
    ".yml": _yaml,
    ".yaml": _yaml,
    ".toml": _toml,
}
"""What writes files of each suffix."""
