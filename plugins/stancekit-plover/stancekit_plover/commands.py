"""``stancekit plover``: the mapping shown, events as statements, and the comparison."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit_plover.ontology import CAMEO, PLOVER, QUADS

if TYPE_CHECKING:
    from stancekit.reading import Source
    from stancekit_plover.events import Event

__all__ = ["plover"]

_FILE = click.Path(exists=True, dir_okay=False)


@click.group()
def plover() -> None:
    """Work with CAMEO and PLOVER event codes."""


@plover.command()
@click.argument("wanted", nargs=-1, metavar="[CODE]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def codes(wanted: tuple[str, ...], as_json: bool) -> int:
    """Show what codes are read as, and what they are in PLOVER.

    CODE is a CAMEO code, or one that others begin with, or a PLOVER event type; without any, all
    are shown. Marked by a slash are further stances that a code may stand for.
    """
    from stancekit_plover.mapping import reading_of
    from stancekit_plover.ontology import Plover, known_type, plover_of, quad_of

    chosen: list[tuple[str | None, Plover]] = []
    for name in wanted or ("", *PLOVER):
        found = [code for code in CAMEO if code.startswith(name)]
        kind = known_type(name)
        if not found and kind is None:
            raise click.UsageError(f"{name!r} is neither a CAMEO code nor a PLOVER event type")
        chosen += [(code, plover_of(code)) for code in found]
        chosen += [(None, Plover(kind))] if kind is not None else []
    if not as_json:
        click.echo(f"{'CAMEO':<6} {'PLOVER':<20} {'quad class':<21} stance")
    for code, event in chosen:
        reading = reading_of(code, event)
        quad = QUADS.labels[quad_of(code if code is not None else str(event.type)) - 1]
        if as_json:
            record = {"cameo": code, "event": event.type, "mode": event.mode, "quad": quad}
            click.echo(json.dumps(record | {"stance": reading.label, "accept": reading.accept}))
        else:
            kind = "-" if event.type is None else " ".join(filter(None, event))
            stance = " / ".join((reading.label, *reading.accept))
            click.echo(f"{code or '-':<6} {kind:<20} {quad:<21} {stance}")
    return 0


@plover.command()
@click.argument("events", type=_FILE)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False),
    metavar="FILE.jsonl",
    help="Where to write the statements.",
)
@click.option(
    "--labels",
    type=click.Choice(["stance", "quad"]),
    help="Label them by their codes: with stances, or with the quad categories of scheme plover.",
)
def statements(events: str, output: str, labels: str | None) -> int:
    """Write the texts of events as statements, for classify, train and evaluate.

    EVENTS is a JSONL or JSON file of PLOVER records, or a table (CSV, TSV) with the columns of
    POLECAT, GDELT or ICEWS, and a column text. Comments (CAMEO 01) are no event to PLOVER.
    """
    from stancekit.cli.exporters import write_lines
    from stancekit.cli.output import ErrorCount, own_files, whole_file

    own_files(output, [events])
    errors = ErrorCount("events")

    def records() -> Iterator[dict[str, Any]]:
        for event in _events(events, errors):
            if event.text is None or not event.text.strip():
                errors.add(event.id, "the event has no text; add a column 'text'")
                continue
            errors.add()
            yield _statement(event, labels)

    with whole_file(output) as path, path.open("wb") as stream:
        write_lines(records(), stream)
    return errors.exit_code(written=output)


def _statement(event: Event, labels: str | None) -> dict[str, Any]:
    record: dict[str, Any] = {"id": event.id, "text": event.text}
    sides = {"speaker": event.source.name, "counterpart": event.target.name}
    record |= {name: value for name, value in sides.items() if value is not None}
    if labels == "stance":
        record |= {"label": event.reading.label, "accept": list(event.reading.accept)}
    elif labels == "quad":
        kind = event.plover.type
        record["label"] = QUADS.null_label if kind is None else QUADS.labels[PLOVER[kind] - 1]
    return record


def _events(path: str, errors: Any) -> Iterator[Event]:
    from stancekit.errors import RecordError
    from stancekit_plover.events import events_of

    for _, item in events_of(_source(path)):
        if isinstance(item, RecordError):
            errors.add(None, str(item))
        else:
            yield item


def _source(path: str) -> Source:
    from stancekit.reading import Source

    return Source(Path(path), Path(path).stem)


@plover.command()
@click.argument("events", type=_FILE)
@click.argument("stances", type=_FILE, metavar="ANALYSES.jsonl")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every figure.")
def compare(events: str, stances: str, as_json: bool) -> int:
    """Confront event codes with the stances of the same texts.

    EVENTS is a JSONL or JSON file of PLOVER records, or a table (CSV, TSV) with the columns of
    POLECAT, GDELT or ICEWS. ANALYSES.jsonl is what stancekit analyze or classify wrote. An event
    names its document by a column document (or Story ID, SOURCEURL), or has its id.
    """
    from stancekit.cli.output import ErrorCount
    from stancekit_plover.comparing import Stances, report_of
    from stancekit_plover.comparing import compare as confront

    errors = ErrorCount("events")
    read = list(_events(events, errors))
    for _ in read:
        errors.add()
    report = report_of(confront(read, Stances.read(_source(stances))))
    if as_json:
        click.echo(json.dumps(report))
    else:
        _print(report)
    return errors.exit_code()


def _print(report: dict[str, Any]) -> None:
    click.echo(f"Events: {report['events']:,} ({report['matched']:,} with a stance)")
    for title, numbers in (("matched by", "matched_by"), ("left out", "unmatched")):
        if report[numbers]:
            told = ", ".join(f"{what} {number:,}" for what, number in report[numbers].items())
            click.echo(f"  {title}: {told}")
    if not report["matched"]:
        return
    click.echo("\nStance of the code (rows) and label (columns)")
    _print_table(report["confusion"])
    _figure("agreement", report["agreement"])
    _figure("agreement, lenient", report["lenient_agreement"])
    _figure("Cohen's kappa", report["kappa"])
    click.echo("\nRoot code or PLOVER type and label")
    _print_table(report["codes"])
    quad = report["quad"]
    click.echo(f"\nCooperation or conflict: {quad['n']:,} events with a stance")
    _figure("agreement", quad["agreement"])
    _figure("Cohen's kappa", quad["kappa"])


def _print_table(rows: dict[str, dict[str, int]]) -> None:
    from stancekit.stance import DIPLOMACY

    labels = DIPLOMACY.labels
    click.echo("  " + " " * 14 + "".join(f"{label:>15}" for label in labels))
    for name, row in rows.items():
        click.echo(f"  {name:<14}" + "".join(f"{row.get(label, 0):>15,}" for label in labels))


def _figure(title: str, value: float | None) -> None:
    click.echo(f"  {title:<20} {'not defined' if value is None else f'{value:.3f}'}")
