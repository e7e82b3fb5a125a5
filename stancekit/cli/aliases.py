"""``stancekit aliases``: propose an alias table for the speakers of many documents."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli.group import tell
from stancekit.cli.labelled import check_is_jsonl
from stancekit.cli.output import own_files, suffix_of, whole_file
from stancekit.errors import RecordError

if TYPE_CHECKING:
    from stancekit.extraction.aliases.proposals import Proposal

__all__ = ["aliases"]

# Of the documents behind a proposal, so many are named in a note or table.
_NAMED = 5


@click.group()
def aliases() -> None:
    """Give the speakers of many documents one name each."""


@aliases.command(short_help="Propose which speakers are one person or body.")
@click.argument("analyses", metavar="FILE.jsonl...", nargs=-1, required=True)
@click.option(
    "-o", "--output", metavar="FILE", help="Write a .csv, .toml or .json table for --aliases."
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Leave out what is less likely.",
)
def propose(analyses: Sequence[str], output: str | None, least: float) -> int:
    """Propose which speakers are one person or body, for you to confirm.

    FILE.jsonl is what 'stancekit analyze -o FILE.jsonl' wrote, or - for standard input. Delete
    from the table what is wrong, and hand it to 'stancekit analyze --aliases'. Names that speak
    in one document are never proposed to be one.
    """
    writer = None
    if output is not None:
        writer = _WRITERS[suffix_of(output, _WRITERS)]
        own_files(output, analyses)
    # Imported only now: a wrong call is told without waiting for the lexicons.
    from stancekit.extraction.aliases.proposals import propose_aliases

    found = propose_aliases(_records(analyses), least=least)
    if output is None or writer is None:
        _print(found)
    else:
        with whole_file(output) as path, path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(writer(found))
        number = "1 proposal" if len(found) == 1 else f"{len(found):,} proposals"
        tell(f"{number} written to {output}; delete what is wrong before you use it")
    return 0


def _records(paths: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    from stancekit.extraction.aliases.proposals import speakers_of
    from stancekit.reading.items import Source
    from stancekit.reading.records import rows_of_jsonl

    for path in paths:
        check_is_jsonl(Path(path))
        source = Source.stdin() if path == "-" else Source(Path(path), Path(path).stem)
        for line, row in rows_of_jsonl(source):
            if isinstance(row, RecordError):
                raise row
            try:
                speakers_of(row)
            except RecordError as error:
                raise RecordError(str(error), where=str(source), line=line) from None
            yield row


def _print(found: Sequence[Proposal]) -> None:
    from stancekit.cli.table import Column, render_table, terminal_width

    if not found:
        tell("no two names look like one")
        return
    rows = [
        [one.name, "; ".join(one.aliases), f"{one.score:.2f}", _documents(one)] for one in found
    ]
    columns = [
        Column("Name", 30),
        Column("Aliases", 40, lines=12),
        Column("Score", 6),
        Column("Documents"),
    ]
    click.echo(render_table(columns, rows, width=terminal_width()), nl=False)


def _documents(one: Proposal) -> str:
    more = len(one.documents) - _NAMED
    return ", ".join(one.documents[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _note(one: Proposal) -> str:
    return " ".join(f"# {one.score:.2f} in {_documents(one)}".split())


class _Line:
    """Takes what the csv module writes, a row at a time."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def _csv(found: Sequence[Proposal]) -> Iterator[str]:
    line = _Line()
    writer = csv.writer(line)
    for one in found:
        for row in ([_note(one)], [one.name, *one.aliases]):
            writer.writerow(row)
            yield line.text


def _toml(found: Sequence[Proposal]) -> Iterator[str]:
    for one in found:
        # JSON's strings are TOML's.
        name, others = (json.dumps(item, ensure_ascii=False) for item in (one.name, one.aliases))
        yield f"{_note(one)}\n{name} = {others}\n"


def _json(found: Sequence[Proposal]) -> Iterator[str]:
    table = {one.name: one.aliases for one in found}
    yield json.dumps(table, indent=1, ensure_ascii=False) + "\n"


_WRITERS = {".csv": _csv, ".toml": _toml, ".json": _json}
