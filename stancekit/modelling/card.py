"""The model card: what a reader must know before trusting a model's output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["model_card"]

_CARD = """\
# {name} {version}

Decides the stance of one statement towards {target}: {labels}.
{null}

## Data

{training}

## Intended use

Reading stances out of many news and diplomatic texts, as a help to researchers who check what
they publish: each prediction comes with its probability, with the set of labels that can't be
ruled out{coverage}, and with the words that spoke for it.

Not for decisions about people, for monitoring individuals, or as the only evidence of what
somebody said.

## Risk of misattribution

The model judges the words of a statement; it doesn't know who said them. Where a statement is
given to the wrong source, or reports another's position, a stance is ascribed to somebody who
never took it. Irony, quotation within quotation and allusion mislead it. Read the statement in
its document before you name its speaker.

## Limits

It learned from the data above: their language, subjects and wordings. On other subjects, genres
and periods it will be less accurate than the figures below, and its probabilities less well
calibrated. It sees one statement at a time.

## Figures

{metrics}

## Features

{extractors}

The features have {n_features} columns; weights are in `arrays.safetensors`, and `manifest.json`
holds the hashes of the files, of the code of the features and, where known, of the data.
"""


_DOUBT = """

Calibration: the expected calibration error over 15 bins of equal mass, to be read beside its floor,
which is what perfect probabilities would show by chance over as many statements. Risk and coverage:
how many labels are wrong if only that share of the statements, the surest, gets one, and the
probability from which on they do; AURC is the mean over all shares."""


def model_card(manifest: Mapping[str, Any]) -> str:
    """Return the card of a model in Markdown.

    Parameters
    ----------
    manifest : mapping
        The model's manifest.
    """
    scheme = manifest["scheme"]
    coverage = manifest["coverage"]
    return _CARD.format(
        name=manifest["name"],
        version=manifest["version"],
        target=scheme["target"] or f"the target of the scheme `{scheme['name']}`",
        labels=", ".join(f"`{label}`" for label in scheme["labels"]),
        null=(
            "Every label is a position."
            if scheme["null_label"] is None
            else f"`{scheme['null_label']}` means that it takes no position."
        ),
        training=_table(manifest["training"]) or "Not stated by whoever trained the model.",
        coverage="" if coverage is None else f" at a coverage of {coverage:.0%}",
        metrics=_figures(manifest["metrics"]),
        extractors="\n".join(
            f"- `{entry['name']}`: {entry['extractor']} {entry['version']}, from "
            f"{entry['origin']['distribution'] or entry['origin']['script'] or 'an unknown place'}"
            for entry in manifest["extractors"]
        ),
        n_features=manifest["arrays"]["model/weights"]["shape"][0],
    )


def _figures(metrics: Mapping[str, Any]) -> str:
    if not metrics:
        return "Not measured by whoever trained the model."
    return _table(metrics) + (_DOUBT if "calibration" in metrics else "")


def _table(values: Mapping[str, Any]) -> str:
    rows = [(name, _shown(value)) for name, value in values.items()]
    if not rows:
        return ""
    return "\n".join(
        ["| | |", "|---|---|", *(f"| {name.replace('_', ' ')} | {value} |" for name, value in rows)]
    )


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            f"{name} {'none' if item is None else _shown(item)}" for name, item in value.items()
        )
    if isinstance(value, list):
        # A list of figures is an interval, one of objects the points of a curve.
        between = "; " if value and isinstance(value[0], Mapping) else " to "
        return between.join(_shown(item) for item in value)
    if value is None:
        return "not known"
    if isinstance(value, float):
        # Figures in three places; settings such as a tolerance may be smaller.
        return f"{value:.3f}" if not value or abs(value) >= 0.001 else f"{value:g}"
    return str(value).replace("|", "\\|").replace("\n", " ")
