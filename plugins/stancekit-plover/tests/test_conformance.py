from __future__ import annotations

from pathlib import Path
from typing import Any

import stancekit_plover

from stancekit.testing import parametrize_plugin_checks

DATA = Path(__file__).parent / "data"


@parametrize_plugin_checks(
    stancekit_plover, examples=[DATA / "talks.plover.jsonl", DATA / "talks.cameo.csv"]
)
def test_conforms(component: Any, check: Any) -> None:
    check(component)
