"""Score statements and sources against attribution corpora, beside peers in the same run.

    python -m benchmarks.attribution [PATH ...] [--documents dev|locked|all]
        [--output report.json] [--compare earlier.json] [--show CLASS]

PATH is a corpus that the user holds, as JSONL: ``doc`` (id), ``text`` and ``attributions``, each
with ``source``, ``cue`` and ``content``: lists of ``{"spans": [[start, end], …]}``. PolNeAR and
PARC3 are easily brought into this form. ``--documents`` adds the seeds' documents; they are the
corpus where no PATH is given.

Peers come with ``pip install stancekit[benchmarks]``; one that isn't installed is listed as not
run. ``--output`` writes the figures as JSON and, beside it, as Markdown. `scope` says which
attributions count as in scope, `errors` what the classes of error are.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.attribution.errors import count_errors, find_errors
from benchmarks.attribution.report import as_markdown
from benchmarks.attribution.scope import CLASSES, IN_SCOPE, cue_class, cue_text
from benchmarks.attribution.systems import SYSTEMS, Extract, MissingError, System, versions
from benchmarks.labelling import pin_to_one_core
from stancekit.evaluation.attributions import score_attributions
from stancekit.evaluation.gold import SeedDocument
from stancekit.evaluation.seeds import load_documents

# A fast system is timed several times: the median counts.
_RUNS, _LONG = 5, 5.0


def read_corpus(path: Path) -> list[dict[str, Any]]:
    """Read a corpus of attributions, each marked with the class of its cue."""
    with path.open(encoding="utf-8") as file:
        return [marked(json.loads(line)) for line in file if line.strip()]


def marked(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document of a corpus with the class of each cue set."""
    text = document["text"]
    return document | {
        "attributions": [
            item | {"class": cue_class(cue_text(text, item))} for item in document["attributions"]
        ]
    }


def as_corpus(gold: SeedDocument) -> dict[str, Any]:
    """Return an annotated document of ours as a document of an attribution corpus."""
    attributions = []
    for item in gold.statements:
        spoken = item.statement
        attributions.append(
            {
                name: [{"spans": [[span.start, span.end] for span in spans]}] if spans else []
                for name, spans in (
                    ("source", [spoken.mention] if spoken.mention else []),
                    ("cue", [spoken.cue] if spoken.cue else []),
                    ("content", spoken.content),
                )
            }
        )
    return marked({"doc": gold.id, "text": gold.document.text, "attributions": attributions})


def score(
    system: System, extract: Extract, corpus: Sequence[dict[str, Any]], shown: str | None = None
) -> dict[str, Any]:
    """Run a system over a corpus and return its figures; list the errors of the class `shown`."""
    extract("“Talks will go on,” the minister said.")  # what is loaded at first use isn't timed
    seconds: list[float] = []
    while not seconds or (len(seconds) < _RUNS and sum(seconds) < _LONG):
        start = time.process_time()
        predicted = [{"id": item["doc"], "statements": extract(item["text"])} for item in corpus]
        seconds.append(time.process_time() - start)
    by_class = {
        name: score_attributions(corpus, predicted, counted=lambda x, name=name: x["class"] == name)  # type: ignore[misc]  # mypy infers no lambda with a default
        for name in CLASSES
    }
    found: dict[str, Any] = {
        "mb_per_second": sum(len(item["text"].encode()) for item in corpus)
        / 1e6
        / statistics.median(seconds),
        "whole": score_attributions(corpus, predicted),
        "in_scope": score_attributions(corpus, predicted, counted=lambda x: x["class"] in IN_SCOPE),
        "classes": {
            name: {
                "gold": scores["gold"],
                "recall": scores["overlap"]["recall"],
                "source_recall": scores["source_recall"],
            }
            for name, scores in by_class.items()
        },
    }
    if system.own:
        errors = list(find_errors(corpus, predicted, extract))
        found["errors"] = count_errors(errors)
        texts = {item["doc"]: item["text"] for item in corpus}
        for error in errors:
            if shown is not None and shown in error.name:
                text = texts[error.document][max(0, error.start - 60) : error.end + 60]
                print(f"{error.name} [{error.cue}] {error.document} {error.start}..{error.end}")
                print("   ", " ".join(text.split())[:300])
    return found


def build_report(
    corpora: dict[str, list[dict[str, Any]]],
    systems: Sequence[System] = SYSTEMS,
    shown: str | None = None,
) -> dict[str, Any]:
    """Run the systems over the corpora; return all figures, and what could not be run."""
    ready: list[tuple[System, Extract]] = []
    not_run = []
    for system in systems:
        try:
            ready.append((system, system.make()))
        except MissingError as error:
            not_run.append(f"{system.name}: {error}")
    report: dict[str, Any] = {
        "versions": versions(),
        "not_run": not_run,
        "notes": {system.name: system.note for system, _ in ready if system.note},
        "corpora": {},
    }
    for name, corpus in corpora.items():
        counts = dict.fromkeys(CLASSES, 0)
        for document in corpus:
            for item in document["attributions"]:
                counts[item["class"]] += bool(item.get("content"))
        report["corpora"][name] = {
            "documents": len(corpus),
            "characters": sum(len(document["text"]) for document in corpus),
            "classes": counts,
            "systems": {
                system.name: score(system, extract, corpus, shown) for system, extract in ready
            },
        }
    return report


def rounded(value: Any) -> Any:
    """Return a report with four digits a figure, so that the next one differs where it matters."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, list) else value


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.attribution",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="corpus as JSONL")
    parser.add_argument("--documents", choices=["dev", "locked", "all"], help="seed documents")
    parser.add_argument("--output", type=Path, metavar="FILE.json", help="also write FILE.md")
    parser.add_argument("--compare", type=Path, metavar="FILE.json", help="an earlier report")
    parser.add_argument("--show", metavar="CLASS", help="list the errors of classes so named")
    options = parser.parse_args(arguments)
    corpora = {path.stem: read_corpus(path) for path in options.paths}
    if options.documents or not options.paths:
        side: Any = options.documents or "dev"  # argparse checks the choice
        corpora[f"seeds, {side}"] = [as_corpus(item) for item in load_documents(split=side)]
    report = build_report(corpora, shown=options.show)
    earlier = json.loads(options.compare.read_text(encoding="utf-8")) if options.compare else None
    shown = as_markdown(report, earlier)
    print(shown)
    if options.output:
        options.output.write_text(
            json.dumps(rounded(report), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        options.output.with_suffix(".md").write_text(shown, encoding="utf-8")
    return 0


if __name__ == "__main__":
    pin_to_one_core()
    sys.exit(main())
