"""``stancekit seeds``: look after labelled statements."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import nullcontext

import click

from stancekit.cli.group import tell
from stancekit.cli.labelled import labelled_data
from stancekit.cli.options import (
    field_option,
    format_option,
    output_option,
    plugin_options,
    registry_for,
    scheme_of,
    scheme_option,
    wants_table,
)
from stancekit.cli.output import Progress, own_files, suffix_of, whole_file
from stancekit.errors import RecordError

__all__ = ["seeds"]

_IN_A_TABLE = 20
_COLUMNS = ["rank", "id", "label", "accept", "suggested", "probability", "text"]


@click.group()
def seeds() -> None:
    """Look after labelled statements."""


@seeds.command(short_help="Rank labels by how probably they are wrong.")
@click.argument("data", required=False, metavar="[PATH]")
@output_option
@field_option
@click.option(
    "--top",
    type=click.IntRange(1),
    metavar="NUMBER",
    help=f"So many at most.  [default: {_IN_A_TABLE} in a table, else all]",
)
@click.option(
    "--folds",
    type=click.IntRange(2),
    metavar="NUMBER",
    default=5,
    show_default=True,
    help="Folds of the cross-validation; more of them take longer and find a little more.",
)
@scheme_option
@format_option
@plugin_options
def audit(
    data: str | None,
    output: str | None,
    fields: Mapping[str, str],
    top: int | None,
    folds: int,
    scheme: str,
    form: str | None,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """Rank labels by how probably they are wrong, for you to read again.

    PATH is a folder with statements.jsonl, or a JSONL, CSV or Parquet file of labelled statements
    (id, text, label; accept, topic and pair where there are any). Without it the shipped seeds
    are audited. Each statement is judged by models that have seen nothing of its topic and contrast
    set. A label in 'accept' is as good as the one given. Most of what is ranked high is merely
    hard: look before you change anything.
    """
    registry = registry_for(block, plugin)
    stance_scheme = scheme_of(scheme, registry)
    to_file = output is not None and output != "-"
    suffix = suffix_of(str(output), (".jsonl", ".csv", ".parquet")) if to_file else None
    own_files(output, [data] if data is not None else [])
    as_table = wants_table(output, form)

    # Imported only now: a wrong call is told without waiting for scikit-learn.
    from stancekit.cli import exporters
    from stancekit.evaluation.seeds import load_statements
    from stancekit.modelling.audit import suspects
    from stancekit.modelling.training import Example

    given = labelled_data(data, fields) if data is not None else nullcontext()
    with given as path, Progress(f"of {2 * folds} fits done") as progress:
        statements = load_statements(path, scheme=stance_scheme, doubtful=True)
        if not statements:
            raise RecordError("holds no labelled statement", where=data)
        examples = [Example.from_seed(item) for item in statements]
        try:
            ranked = suspects(
                examples, scheme=stance_scheme, n_folds=folds, progress=lambda *_: progress.add()
            )
        except ValueError as error:  # too few statements or groups to split
            raise click.ClickException(f"{error}; add data") from None
    expected = sum(suspect.probability for suspect in ranked)
    shown = ranked[: top or (_IN_A_TABLE if as_table else None)]
    if as_table:
        from stancekit.cli.table import render_suspects, terminal_width

        click.echo(render_suspects(shown, stance_scheme, width=terminal_width()), nl=False)
        click.echo(
            f"\nOf {len(examples):,} labels, some {expected:,.0f} look wrong to the models; "
            f"the {len(shown):,} most suspect are shown."
        )
        return 0
    records = [{"rank": rank} | suspect.to_record() for rank, suspect in enumerate(shown, 1)]
    rows = ({**record, "accept": "; ".join(record["accept"])} for record in records)
    if output is None or not to_file:
        if form == "csv":
            exporters.write_rows_csv(rows, sys.stdout.buffer, header=_COLUMNS)
        else:
            exporters.write_lines(records, sys.stdout.buffer)
        return 0
    with whole_file(output) as place:
        if suffix == ".jsonl":
            with place.open("wb") as stream:
                stream.writelines(exporters.to_line(record) for record in records)
        else:
            write = exporters.write_rows_csv if suffix == ".csv" else exporters.write_rows_parquet
            write(rows, place, header=_COLUMNS)
    if sys.stderr.isatty():  # scripts want silence
        tell(f"{len(shown):,} suspects written to {output}; some {expected:,.0f} look wrong")
    return 0
