"""For the tests of plugins and of stancekit itself.

:func:`parametrize_plugin_checks` needs pytest, and the module ``strategies`` hypothesis.
"""

from __future__ import annotations

from stancekit.testing.conformance import check_plugin, parametrize_plugin_checks
from stancekit.testing.faults import Fault

__all__ = ["Fault", "check_plugin", "parametrize_plugin_checks"]
