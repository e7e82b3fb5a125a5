"""From values to places: ranges, ticks and scales of plots."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Scale", "number"]


@dataclass(frozen=True)
class Scale:
    """Where values lie on an axis.

    Parameters
    ----------
    low, high : float
        Values at its ends.
    start, end : float
        Places of its ends.
    log : bool
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @classmethod
    def fitting(
        cls, axis: Mapping[str, Any], values: Iterable[float | None], start: float, end: float
    ) -> Scale:
        """Return the scale of an axis that holds all values, with a little air around them."""
        log = bool(axis["log"])
        if axis["range"]:
            return cls(*axis["range"], start, end, log)
        shown = [value for value in values if value is not None and (value > 0 or not log)]
        low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
        if log:
            return cls(low / 1.4, high * 1.4, start, end, log)
        air = 0.06 * (high - low) or abs(high) * 0.1 or 0.5
        # Nothing that is a share or a count goes below zero for the sake of air.
        return cls(low - air if low < 0 or low - air > 0 else 0.0, high + air, start, end)

    def __call__(self, value: float) -> float:
        """Return the place of a value; one outside lies at the end."""
        if self.log:
            value, low, high = (math.log(max(x, 1e-300)) for x in (value, self.low, self.high))
        else:
            low, high = self.low, self.high
        share = (value - low) / (high - low) if high > low else 0.5
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def ticks(self, most: int = 5) -> list[float]:
        """Return round values inside, about so many."""
        if self.log:
            return _log_ticks(self.low, self.high)
        step = 10.0 ** math.floor(math.log10((self.high - self.low) / most))
        step *= next(k for k in (1, 2, 5, 10) if (self.high - self.low) / (step * k) <= most)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(k * step, 12) for k in range(first, last + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    decades: Sequence[int] = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1,), (1, 3), (1, 2, 5)):
        ticks = [k * 10.0**d for d in decades for k in steps if low <= k * 10.0**d <= high]
        if len(ticks) >= 3:
            break
    return ticks[:: math.ceil(len(ticks) / 6)]


def number(value: float) -> str:
    """Return a value as axes show it.

    Examples
    --------
    >>> [number(x) for x in (0.2, 0.85, 1000.0, 2500000.0, 0.001, 0.0001)]
    ['0.2', '0.85', '1,000', '2.5M', '0.001', '1e-4']
    """
    if 0 < abs(value) < 1e-3:
        mantissa, _, power = f"{value:.0e}".partition("e")
        return f"{mantissa}e{int(power)}"
    if abs(value) >= 1e6:
        return f"{value / 1e6:g}M"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"
