"""The report on doubt as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.doubt.measures import COVERAGES
from stancekit.stance import DIPLOMACY

_BAR = 40


def as_markdown(report: Mapping[str, Any]) -> str:
    """Return the whole report."""
    parts = report["parts"]
    out = [
        "# Doubt: calibration, label sets, risk by coverage",
        "",
        f"The default classifier on the seeds, stancekit {report['version']}: {report['folds']} "
        "folds, topics and contrast sets whole, everything fitted anew in each. 95 % intervals "
        f"resample topics. The run took {report['seconds'] / 60:.1f} minutes.",
        "",
        "## Calibration",
        "",
        "Expected calibration error over 15 bins of equal mass; the floor is what perfect "
        "probabilities show by chance over as many statements (mean and 95 % range). All train, "
        "whatever is tested, unless a line says otherwise.",
        "",
        *_table(
            ["tested", "n", "accuracy", "mean confidence", "error", "floor", "excess", "log loss"],
            [
                [
                    name,
                    f"{part['n']:,}",
                    f"{part['accuracy']:.3f}",
                    f"{part['confidence']:.3f}",
                    f"{part['calibration']['error']:.4f}",
                    f"{part['calibration']['floor']:.4f} {_range(part['calibration'], 4)}",
                    _figure(part, "excess", 4),
                    _figure(part, "log_loss", 3),
                ]
                for name, part in parts.items()
            ],
        ),
        "",
        "Ways of calibration, each fitted on the predictions of the other folds of what is tested "
        "(made by models that knew this fold's texts, which favours all ways alike):",
        "",
        *_table(
            ["", *(f"{name}: {what}" for name in report["calibrators"] for what in _WHAT)],
            [
                [
                    method,
                    *(
                        f"{rows[method][key]:+.4f}"
                        if key == "excess"
                        else f"{rows[method][key]:.4f}"
                        for rows in report["calibrators"].values()
                        for key in _WHAT.values()
                    ),
                ]
                for method in next(iter(report["calibrators"].values()))
            ],
        ),
        "",
        "## Label sets",
        "",
        f"Aim: each label is held by {report['coverage']:.0%} of the sets of its statements. "
        "In the first lines half of the topics, drawn at random, give the thresholds for the other "
        "half (mean and 95 % range over the draws). In the others the topics or batches are new to "
        "model and thresholds alike.",
        "",
        *_table(
            ["", *DIPLOMACY.labels, "mean size"],
            [
                *(_resplit_row(name, found) for name, found in report["resplits"].items()),
                *(_shift_row(name, part) for name, part in parts.items()),
            ],
        ),
        "",
        "## Risk by coverage",
        "",
        "Share of wrong labels where only the surest are given; with it the probability that "
        "`--abstain` takes for this.",
        "",
        *_table(
            ["coverage", *(f"{name}: {what}" for name in parts for what in ("errors", "from"))],
            [
                [
                    f"{coverage:.0%}",
                    *(
                        cell
                        for part in parts.values()
                        for cell in (
                            _figure(part, f"error_at_{coverage:g}", 3),
                            f"{part['probability_at'][f'{coverage:g}']:.3f}",
                        )
                    ),
                ]
                for coverage in COVERAGES
            ],
        ),
        "",
        *_table(
            ["", *parts],
            [
                [title, *(_figure(part, name, 4) for part in parts.values())]
                for title, name in (("AURC", "aurc"), ("excess AURC", "excess_aurc"))
            ],
        ),
        "",
    ]
    for name, part in parts.items():
        out += [f"{name}:", "", "```text", *_curve(part), "```", ""]
    return "\n".join(out)


_WHAT = {"log loss": "log_loss", "error": "error", "excess": "excess"}


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [list(header), ["---"] * len(header), *map(list, rows)]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _range(calibration: Mapping[str, Any], places: int) -> str:
    low, high = calibration["floor_interval"]
    return f"({low:.{places}f} to {high:.{places}f})"


def _figure(part: Mapping[str, Any], name: str, places: int) -> str:
    found = part["figures"][name]
    low, high = found["interval"]
    return f"{found['value']:.{places}f} ({low:.{places}f} to {high:.{places}f})"


def _resplit_row(name: str, found: Mapping[str, Any]) -> list[str]:
    cells = [
        f"{item['mean']:.3f} ({item['range'][0]:.3f} to {item['range'][1]:.3f})"
        for item in found["coverage"].values()
    ]
    return [f"{name}, {found['splits']} halves", *cells, f"{found['set_size']:.2f}"]


def _shift_row(name: str, part: Mapping[str, Any]) -> list[str]:
    cells = [_figure(part, f"set_holds_{label}", 3) for label in DIPLOMACY.labels]
    return [f"{name}, as it comes", *cells, _figure(part, "set_size", 2)]


def _curve(part: Mapping[str, Any]) -> list[str]:
    """Draw the curve with bars, a line for every twentieth of the statements."""
    points = [(round(float(at) * 100), error) for at, error in part["curve"].items()]
    most = max(error for _, error in points) or 1.0
    return [
        f"{at:>3} %  {error:.3f}  {'#' * round(_BAR * error / most)}"
        for at, error in points
        if at % 5 == 0
    ]
