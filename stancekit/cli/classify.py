"""``stancekit classify``: statements in, labels out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from stancekit.analysis import AnalysisError
from stancekit.cli.options import (
    abstain_option,
    analyzer_for,
    check_evidence,
    evidence_options,
    field_option,
    format_option,
    model_option,
    output_option,
    plugin_options,
    plugin_timeout_option,
    registry_for,
    wants_table,
)
from stancekit.cli.output import (
    DeciderCount,
    ErrorCount,
    Progress,
    own_files,
    quietly,
    suffix_of,
    whole_file,
)
from stancekit.errors import FAULTS

if TYPE_CHECKING:
    from stancekit.analyzer import Analyzer
    from stancekit.reading import GivenStatement, RecordFailure
    from stancekit.statement import Statement

__all__ = ["classification", "classify"]

_BATCH = 2000
_HEADER = ["id", "label", "probability", "label_set", "conditions", "text"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@output_option
@field_option
@model_option
@abstain_option
@click.option("--keep", is_flag=True, help="Repeat each input record under 'input'.")
@evidence_options
@format_option
@plugin_timeout_option
@plugin_options
def classify(
    paths: tuple[str, ...],
    output: str | None,
    fields: Mapping[str, str],
    model: str,
    abstain: float,
    keep: bool,
    no_evidence: bool,
    occlusion: bool,
    form: str | None,
    plugin_timeout: float | None,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """Decide the stance of statements given alone.

    PATH is a JSONL, CSV or Parquet file with the fields id and text, a text file with a statement
    a line, a folder of them, or - for standard input.
    """
    check_evidence(occlusion=occlusion, no_evidence=no_evidence)
    registry = registry_for(block, plugin)
    to_file = output is not None and output != "-"
    suffix = suffix_of(str(output), (".jsonl", ".csv", ".parquet")) if to_file else None
    if form == "csv" and not to_file:
        suffix = ".csv"
    if keep and suffix not in (None, ".jsonl"):
        raise click.UsageError("--keep needs JSONL: -o with a .jsonl file, or --format jsonl")
    as_table = wants_table(output, form)

    # Imported only now: a wrong call is told without waiting for numpy.
    from stancekit.cli import exporters
    from stancekit.reading import read_statements

    analyzer = analyzer_for(
        registry, model, abstain=abstain, occlusion=occlusion, plugin_timeout=plugin_timeout
    )
    errors, deciders = ErrorCount("statements"), DeciderCount(analyzer.model.name)
    with Progress("statements", shown=not as_table) as progress:
        results = quietly(
            _results(
                read_statements(paths, skip=own_files(output, paths), fields=fields),
                analyzer,
                errors,
                deciders,
                progress,
                evidence=not no_evidence,
            )
        )
        if as_table:
            _print_table(results, analyzer)
        elif not to_file and suffix == ".csv":
            rows = (_row(item) for item, given in results if given is not None)
            exporters.write_rows_csv(rows, sys.stdout.buffer, header=_HEADER)
        elif output is None or not to_file:
            records = (_record(item, given, keep) for item, given in results)
            exporters.write_lines(records, sys.stdout.buffer)
        else:
            with whole_file(output) as path:
                if suffix == ".jsonl":
                    with path.open("wb") as stream:
                        stream.writelines(
                            exporters.to_line(_record(item, given, keep)) for item, given in results
                        )
                else:
                    rows = (_row(item) for item, given in results if given is not None)
                    if suffix == ".csv":
                        exporters.write_rows_csv(rows, path, header=_HEADER)
                    else:
                        exporters.write_rows_parquet(rows, path, header=_HEADER)
    deciders.tell()
    return errors.exit_code(written=output if to_file else None)


def _results(
    items: Iterable[GivenStatement | RecordFailure],
    analyzer: Analyzer,
    errors: ErrorCount,
    deciders: DeciderCount,
    progress: Progress,
    *,
    evidence: bool,
) -> Iterator[tuple[Any, GivenStatement | None]]:
    """Give each statement classified, with its input; a failure as it is, with None."""
    from stancekit.reading import GivenStatement
    from stancekit.statement import Statement

    remaining = iter(items)
    # The first statements are answered at once; later ones in batches, which are faster.
    for size in itertools.chain([20, 200], itertools.repeat(_BATCH)):
        batch = list(itertools.islice(remaining, size))
        if not batch:
            return
        given = [item for item in batch if isinstance(item, GivenStatement)]
        decided = iter(_decide(analyzer, [item.statement for item in given], evidence))
        for item in batch:
            progress.add()
            if isinstance(item, GivenStatement):
                answer = next(decided)
                if isinstance(answer, Statement):
                    errors.add()
                    deciders.add(answer)
                    yield answer, item
                else:
                    failed = _Failed(str(item.statement.id), answer)
                    errors.add(failed.id, AnalysisError.of(answer).message)
                    yield failed, None
            else:
                errors.add(None, str(item))
                yield item, None


class _Failed(NamedTuple):
    """A statement that was read but could not be decided."""

    id: str
    error: BaseException


def _decide(
    analyzer: Analyzer, statements: Sequence[Statement], evidence: bool
) -> list[Statement | BaseException]:
    """Return each statement decided, or what was raised over it; no statement's fault spreads."""
    try:
        return [*analyzer.classify(statements, evidence=evidence)]
    except FAULTS as error:  # a plugin may raise anything; the rest goes on
        if len(statements) == 1:
            return [error]
    half = len(statements) // 2
    return [
        *_decide(analyzer, statements[:half], evidence),
        *_decide(analyzer, statements[half:], evidence),
    ]


def classification(statement: Statement) -> dict[str, Any]:
    """Return the record that is written for a statement."""
    if statement.prediction is None:
        raise ValueError(f"statement {statement.id!r} isn't classified")
    record = statement.prediction.to_record()
    conditions = [condition.to_record() for condition in statement.conditions]
    return {
        "id": statement.id,
        "label": record.pop("label"),
        "probabilities": record.pop("probabilities"),
        "label_set": record.pop("label_set"),
        "conditions": conditions,
        **record,
    }


def _record(item: Any, given: GivenStatement | None, keep: bool) -> dict[str, Any]:
    if given is None:
        return {"id": item.id, "error": AnalysisError.of(item.error).to_record()}
    record = classification(item)
    return record | {"input": dict(given.record)} if keep else record


def _row(statement: Statement) -> dict[str, Any]:
    prediction = statement.prediction
    if prediction is None:
        raise ValueError(f"statement {statement.id!r} isn't classified")
    row = {
        "id": statement.id,
        "label": prediction.label,
        "probability": prediction.probability,
        "label_set": "; ".join(prediction.label_set),
        "conditions": "; ".join(condition.text for condition in statement.conditions),
        "text": statement.text,
    }
    return row | {f"p_{label}": p for label, p in prediction.probabilities.items()}


def _print_table(results: Iterator[tuple[Any, GivenStatement | None]], analyzer: Analyzer) -> None:
    from stancekit.cli.table import render_statements, terminal_width

    done = [item for item, given in results if given is not None]
    click.echo(render_statements(done, analyzer.scheme, width=terminal_width()), nl=False)
