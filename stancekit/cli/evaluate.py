"""``stancekit evaluate``: how well a model, or any system's output, agrees with labelled data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli.group import tell
from stancekit.cli.labelled import check_is_jsonl, labelled_data
from stancekit.cli.options import (
    DEFAULT_MODEL,
    abstain_option,
    analyzer_for,
    field_option,
    plugin_options,
    registry_for,
    scheme_of,
)
from stancekit.cli.output import Progress
from stancekit.errors import RecordError

if TYPE_CHECKING:
    from stancekit.analyzer import Analyzer
    from stancekit.evaluation.gold import SeedDocument, SeedStatement
    from stancekit.plugin import Registry
    from stancekit.stance import StanceScheme

__all__ = ["evaluate"]

Records = Sequence[Mapping[str, Any]]


@click.command()
@click.argument("data", metavar="DATA")
@field_option
@click.option(
    "--model",
    "-m",
    metavar="NAME|FOLDER",
    help=f"The model to be scored.  [default: {DEFAULT_MODEL}]",
)
@click.option(
    "--predictions",
    metavar="FILE.jsonl",
    type=click.Path(exists=True, dir_okay=False),
    help="Score this output, of classify or analyze or another system, instead of a model.",
)
@click.option(
    "--scheme",
    metavar="NAME|FILE.json",
    help="The labels.  [default: the model's; diplomacy for predictions]",
)
@click.option(
    "--split",
    type=click.Choice(["all", "dev", "locked"]),
    default="all",
    show_default=True,
    help="Of the documents: those open to development, or those kept for testing.",
)
@abstain_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every figure.")
@plugin_options
def evaluate(
    data: str,
    fields: Mapping[str, str],
    model: str | None,
    predictions: str | None,
    scheme: str | None,
    split: str,
    abstain: float,
    as_json: bool,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """Score a model, or predictions, against labelled data, with intervals.

    DATA is a JSONL, CSV or Parquet file of labelled statements (id, text, label), a JSONL file
    of annotated documents (id, text, statements), a folder that holds
    statements.jsonl, documents.jsonl or both, or - for JSONL or CSV on standard input.
    """
    if model is not None and predictions is not None:
        raise click.UsageError("--model and --predictions exclude each other")
    if abstain and predictions is not None:
        raise click.UsageError("--abstain is for a model; predictions abstain by a label of null")
    registry = registry_for(block, plugin)
    with labelled_data(data, fields) as path:
        report = _report(path, registry, model, predictions, scheme, split, abstain)
    if as_json:
        from stancekit.cli.exporters import to_line

        click.echo(to_line(report).decode(), nl=False)
    else:
        _print(report)
    return 0


def _report(
    path: Path,
    registry: Registry,
    model: str | None,
    predictions: str | None,
    scheme: str | None,
    split: str,
    abstain: float,
) -> dict[str, Any]:
    # Imported only now: a wrong call is told without waiting for numpy.
    from stancekit.evaluation.documents import score_documents
    from stancekit.evaluation.metrics import score_labels
    from stancekit.evaluation.splits import group_labels

    analyzer = None
    if predictions is None:
        analyzer = analyzer_for(registry, model or DEFAULT_MODEL, abstain=abstain)
    if analyzer is not None and scheme is None:
        labels = analyzer.scheme
    else:
        labels = scheme_of(scheme or "diplomacy", registry)
    statements, documents = _gold(path, labels, split)
    if analyzer is not None:
        _tell_if_trained_on(analyzer, path)
    given = _records(Path(predictions)) if predictions is not None else []
    report: dict[str, Any] = {}
    if statements:
        report["statements"] = score_labels(
            [item.to_record() for item in statements],
            _classified(analyzer, statements) if analyzer else _having(given, "label"),
            scheme=labels,
            groups=group_labels(statements),
        )
    if documents:
        report["documents"] = score_documents(
            [item.to_record() for item in documents],
            _analyzed(analyzer, documents) if analyzer else _having(given, "statements"),
            scheme=labels,
        )
    return report


def _gold(
    path: Path, scheme: StanceScheme, split: str
) -> tuple[list[SeedStatement], list[SeedDocument]]:
    from stancekit.evaluation.seeds import load_documents, load_statements

    statements: list[SeedStatement] = []
    documents: list[SeedDocument] = []
    if path.is_dir():
        if (path / "statements.jsonl").is_file():
            statements = load_statements(path, scheme=scheme)
        if (path / "documents.jsonl").is_file():
            documents = load_documents(path, split=split, scheme=scheme)  # type: ignore[arg-type]  # click checks the choice
    elif any("statements" in record for record in _records(path, first=True)):
        documents = load_documents(path, split=split, scheme=scheme)  # type: ignore[arg-type]  # as above
    else:
        statements = load_statements(path, scheme=scheme)
    if not statements and not documents:
        raise RecordError("holds no labelled statement or document", where=str(path))
    return statements, documents


def _records(path: Path, *, first: bool = False) -> Records:
    from stancekit.reading.items import Source
    from stancekit.reading.records import rows_of_jsonl

    if not first:  # what was looked at first is labelled data, turned into JSONL
        check_is_jsonl(path)
    found = []
    for _, row in rows_of_jsonl(Source(path, path.stem)):
        if isinstance(row, RecordError):
            raise row
        found.append(row)
        if first:
            break
    return found


def _having(given: Records, field: str) -> Records:
    """Return the predictions that are of the kind asked for; others count as missing."""
    for record in given:
        if "id" not in record:
            raise RecordError("a prediction needs the field 'id'")
    found = [record for record in given if field in record]
    if not found:
        raise RecordError(f"no prediction has the field {field!r}, which this data asks for")
    return found


def _classified(analyzer: Analyzer, gold: Sequence[SeedStatement]) -> Records:
    from stancekit.cli.classify import classification
    from stancekit.statement import Statement

    # Text and id alone: what the annotators added isn't there at inference.
    given = [Statement.from_text(item.text, id=item.id) for item in gold]
    return [classification(item) for item in analyzer.classify(given, evidence=False)]


def _analyzed(analyzer: Analyzer, gold: Sequence[SeedDocument]) -> Records:
    with Progress("documents") as progress:
        found = []
        documents = [item.document for item in gold]
        for analysis in analyzer.analyze_many(documents, evidence=False):
            progress.add()
            if analysis.error is not None:
                tell(f"error: {analysis.document.id}: {analysis.error.message}")
            else:
                found.append(analysis.to_record())
    return found


def _tell_if_trained_on(analyzer: Analyzer, path: Path) -> None:
    import hashlib

    from stancekit.evaluation.seeds import seeds_hash

    training = getattr(analyzer.model, "training", {})
    own = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else seeds_hash(path)
    if training.get("sha256") == own:
        tell(
            "warning: the model was trained on these statements; the scores show what it "
            "remembers, and 'stancekit models show' what to expect of it"
        )


def _print(report: Mapping[str, Any]) -> None:
    if "statements" in report:
        found = report["statements"]
        click.echo(f"Statements given alone: {found['n']:,} ({found['missing']:,} unanswered)")
        _figure("macro-F1", found["macro_f1"], found["macro_f1_interval"])
        for label, value in found["f1"].items():
            _figure(f"  {label}", value)
        _figure("accuracy", found["accuracy"])
        _figure("macro-F1, lenient", found["lenient_macro_f1"])
        if "condition_f1" in found:
            _figure("conditions, F1", found["condition_f1"])
        _print_doubt(found)
        confused = sorted(found["confusion"].items(), key=lambda item: -item[1])[:5]
        if confused:
            pairs = ", ".join(
                f"{pair.replace('>', ' as ', 1)} {number}" for pair, number in confused
            )
            click.echo(f"  most often taken: {pairs}")
    if "documents" in report:
        found = report["documents"]
        if "statements" in report:
            click.echo()
        click.echo(f"Documents: {found['documents']:,}")
        for title, name in (
            ("statements, F1", "statements.f1"),
            ("speakers of those", "speaker_accuracy_matched"),
            ("counterparts of those, F1", "counterparts_matched.f1"),
            ("labels of those, lenient", "label_lenient_matched"),
            ("macro-F1 of those", "macro_f1_matched"),
            ("conditions, F1", "conditions.f1"),
            ("stances of speakers", "document_stance_accuracy"),
        ):
            head, _, tail = name.partition(".")
            if not found["annotated"].get(_ANNOTATED.get(head, ""), 1):
                click.echo(f"  {title:<27} –       none is annotated")
                continue
            value = found[head][tail] if tail else found[head]
            _figure(title, value, found["intervals"].get(name))
            if name == "speaker_accuracy_matched":
                _figure("  wrong", found["speaker_wrong_matched"])
                _figure("  unknown", found["speaker_unknown_matched"])
                for row in found["speaker_by_confidence"]:
                    # The share that is right should rise from band to band.
                    band = f"  confidence {row['from']:.1f} to {row['to']:.1f}"
                    _figure(band, row["right"], note=f"right, of {row['n']:,}")
            elif head == "label_lenient_matched" and found["label_coverage_matched"] < 1:
                _figure("  of those with a label", found["label_lenient_answered"])
                _figure("  with a label", found["label_coverage_matched"])
            elif head == "counterparts_matched":
                named = found["counterpart_accuracy_named"]
                _figure("  right where both name one", named)
        if found["bad_offsets"]:
            tell(f"warning: {found['bad_offsets']} statements don't stand where they say")


def _print_doubt(found: Mapping[str, Any]) -> None:
    """Print what there is to say of abstention, probabilities and label sets."""
    if "answered" in found:
        given = found["answered"]
        _figure("with a label", given["coverage"], note="those without are wrong in the above")
        _figure("  accuracy of those", given["accuracy"])
        _figure("  macro-F1 of those", given["macro_f1"], given["macro_f1_interval"])
    if "calibration" in found:
        error = found["calibration"]
        low, high = error["floor_interval"]
        chance = f"perfect probabilities would show {low:.3f} to {high:.3f}"
        _figure("calibration error", error["error"], note=chance)
        curve = found["risk_coverage"]
        _figure("risk over coverage, mean", curve["aurc"])
        for point in curve["points"]:
            # Rounded down: more would leave out the last that are counted in.
            lowest = math.floor(point["probability"] * 1000) / 1000
            note = f"--abstain {lowest:.3f}" if point["coverage"] < 1 else ""
            _figure(f"  errors at {point['coverage']:.0%} coverage", point["error"], note=note)
    if "set_coverage" in found:
        _figure("label sets, mean size", found["set_size"])
        for label, value in found["set_coverage"].items():
            _figure(f"  hold {label}", value)


# What must have been annotated for a figure to say anything.
_ANNOTATED = {
    "conditions": "conditions",
    "counterparts_matched": "counterparts",
    "document_stance_accuracy": "stances",
}


def _figure(
    title: str, value: float, interval: Sequence[float] | None = None, *, note: str = ""
) -> None:
    shown = f"   {note}" if note else ""
    if interval is not None and not math.isnan(interval[0]):
        shown = f"   95 % interval {interval[0]:.3f} to {interval[1]:.3f}"
    click.echo(f"  {title:<27} {value:.3f}{shown}")
