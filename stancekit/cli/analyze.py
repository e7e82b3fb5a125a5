"""``stancekit analyze``: documents in, statements and stances out."""

from __future__ import annotations

import inspect
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

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
    readers_of,
    registry_for,
    wants_table,
)
from stancekit.cli.output import (
    DeciderCount,
    ErrorCount,
    Progress,
    exporting,
    own_files,
    quietly,
    suffix_of,
    whole_file,
)

if TYPE_CHECKING:
    from stancekit.analysis import Analysis
    from stancekit.document import Document
    from stancekit.stance import StanceScheme

__all__ = ["analyze"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@output_option
@field_option
@model_option
@click.option(
    "--extractor", default="rules", show_default=True, metavar="NAME", help="Finds the statements."
)
@click.option(
    "--aliases",
    metavar="FILE|NAME",
    help='One name for each actor: a .json file such as {"Ada Lorn": ["the envoy", "Lorn"]}, a '
    ".toml file likewise, a .csv file with the name first in each row, or a plugin's table.",
)
@click.option(
    "--unit",
    type=click.Choice(["sentence", "quotation"]),
    help="What one statement is: a sentence (if not given), or all that one attribution carries, "
    "as in corpora of quotations.",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Language of the texts, such as en; given, there is no warning of texts not in English.",
)
@abstain_option
@click.option(
    "--rows",
    type=click.Choice(["statements", "stances", "conditions"]),
    help="What a row of CSV or Parquet is: a statement (if not given), a speaker's stance "
    "in a document with its terms, or one condition.",
)
@click.option("--with-text", is_flag=True, help="Write each document's text too.")
@evidence_options
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(-1),
    default=1,
    metavar="NUMBER",
    show_default=True,
    help="Processes; -1 for one a core.",
)
@format_option
@click.option("--all", "every", is_flag=True, help="In the table, show those without a stance too.")
@plugin_timeout_option
@plugin_options
def analyze(
    paths: tuple[str, ...],
    output: str | None,
    fields: Mapping[str, str],
    model: str,
    extractor: str,
    aliases: str | None,
    unit: str | None,
    language: str | None,
    abstain: float,
    rows: str | None,
    with_text: bool,
    no_evidence: bool,
    occlusion: bool,
    jobs: int,
    form: str | None,
    every: bool,
    plugin_timeout: float | None,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """Find who says what in documents, which stance it shows, and on which terms.

    PATH is a text, HTML, JSONL, CSV or Parquet file, a folder of them, or - for standard input,
    JSONL, CSV or one text.
    A text whose file name begins with a date, as in 2031-05-03-envoys.txt, is dated so. Records
    and tables have the fields id and text, and title, date, source and author where known.
    """
    if jobs == 0:
        raise click.UsageError("--jobs 0: at least one process is needed")
    check_evidence(occlusion=occlusion, no_evidence=no_evidence)
    registry = registry_for(block, plugin)
    exporter: Callable[..., None] | None = None
    wanted: dict[str, Any] = {"with_text": True} if with_text else {}
    if rows is not None:
        wanted["rows"] = rows
    if output is not None and output != "-":
        names = [entry.name for entry in registry.components("stancekit_exporters")]
        suffix = suffix_of(output, names)
        exporter = registry.get("stancekit_exporters", suffix)
        taken = inspect.signature(exporter).parameters
        if with_text and "with_text" not in taken:
            raise click.UsageError("--with-text needs -o with a .jsonl file, or no -o")
    as_csv = exporter is None and form == "csv"
    if with_text and as_csv:
        raise click.UsageError("--with-text needs --format jsonl")
    if rows is not None and not as_csv and (exporter is None or "rows" not in taken):
        raise click.UsageError("--rows needs -o with a .csv or .parquet file, or --format csv")
    as_table = wants_table(output, form)

    # Imported only now: a wrong call is told without waiting for numpy.
    from stancekit.reading import RecordFailure, read

    if jobs != 1:
        from stancekit.plugin.worker import share_scripts

        share_scripts()
    analyzer = analyzer_for(
        registry,
        model,
        extractor=extractor,
        aliases=aliases,
        unit=unit,
        abstain=abstain,
        occlusion=occlusion,
        plugin_timeout=plugin_timeout,
    )
    documents = read(
        paths,
        language=language,
        on_error="yield",
        readers=readers_of(registry, plugin_timeout),
        skip=own_files(output, paths),
        fields=fields,
    )
    errors, deciders = ErrorCount("documents"), DeciderCount(analyzer.model.name)
    failures: deque[RecordFailure] = deque()

    def noted() -> Iterator[Document | RecordFailure]:
        for item in documents:
            if isinstance(item, RecordFailure):
                failures.append(item)
            yield item

    def counted(progress: Progress) -> Iterator[Analysis]:
        for analysis in analyzer.analyze_many(noted(), n_jobs=jobs, evidence=not no_evidence):
            progress.add()
            failure = analysis.error
            if failure is None:
                errors.add()
            else:
                # A failure of reading knows its file; an analysis knows its id alone.
                if failures and failures[0].id == analysis.document.id:
                    errors.add(None, str(failures.popleft()))
                else:
                    errors.add(analysis.document.id, failure.message)
            for statement in analysis.statements:
                deciders.add(statement)
            yield analysis

    with Progress("documents", shown=not as_table) as progress:
        analyses = quietly(counted(progress))
        if exporter is not None and output is not None:
            with whole_file(output) as path, exporting(registry, suffix, path):
                exporter(analyses, path, **wanted)
        elif as_table:
            _print_tables(analyses, analyzer.scheme, every=every)
        elif as_csv:
            from stancekit.cli.exporters import write_csv

            write_csv(analyses, sys.stdout.buffer, **wanted)
        else:
            from stancekit.cli.exporters import write_lines

            records = (analysis.to_record(with_text=with_text) for analysis in analyses)
            write_lines(records, sys.stdout.buffer)
    deciders.tell()
    return errors.exit_code(written=None if exporter is None else output)


def _print_tables(analyses: Iterator[Analysis], scheme: StanceScheme, *, every: bool) -> None:
    import dataclasses

    from stancekit.aggregation import timeline
    from stancekit.cli.table import LEGEND, render_analysis, render_timeline, terminal_width
    from stancekit.document import Document

    width = terminal_width()
    kept: list[Analysis] = []
    for analysis in analyses:
        if analysis.error is not None:
            continue  # told on stderr
        if kept:
            click.echo()
        click.echo(render_analysis(analysis, scheme, width=width, every=every), nl=False)
        # Only the stances stay in memory, for the speakers' way through several documents.
        document = Document(analysis.document.id, "", date=analysis.document.date)
        kept.append(dataclasses.replace(analysis, document=document, statements=()))
    entries = [e for e in timeline(kept, scheme=scheme) if e.stance.label != scheme.null_label]
    documents: dict[str, set[str]] = {}
    for entry in entries:
        documents.setdefault(entry.speaker, set()).add(entry.document)
    shared = [entry for entry in entries if len(documents[entry.speaker]) > 1]
    if shared:
        click.echo("\n" + click.style("Over the documents", bold=True))
        click.echo(render_timeline(shared, scheme, width=width), nl=False)
    if any(analysis.stances for analysis in kept):
        click.echo("\n" + click.style(click.wrap_text(LEGEND, width), dim=True))
