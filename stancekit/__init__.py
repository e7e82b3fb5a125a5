"""stancekit: who said what about talking to whom, and on which terms.

Examples
--------
>>> import stancekit
>>> analyzer = stancekit.load()
>>> analysis = analyzer.analyze('"We will talk if the siege ends," the envoy, Ada Lorn, said.')
>>> [(s.speaker, s.stance, [c.text for c in s.conditions]) for s in analysis.statements]
[('Ada Lorn', 'conditional', ['the siege ends'])]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stancekit.analysis import Analysis
    from stancekit.analyzer import Analyzer
    from stancekit.document import Document, Span
    from stancekit.errors import (
        ModelError,
        PluginError,
        RecordError,
        SchemeError,
        StancekitError,
    )
    from stancekit.loading import load
    from stancekit.modelling.adapters import from_sklearn
    from stancekit.modelling.classifier import StanceClassifier
    from stancekit.reading import read
    from stancekit.stance import DIPLOMACY, Evidence, Prediction, Stance, StanceScheme
    from stancekit.statement import Condition, Statement

__version__ = "0.1.0"

# Where each public name lives; a name is imported on first use, so that `import stancekit` is
# cheap and `stancekit --help` never pays for scikit-learn.
_HOMES = {
    "Analysis": "stancekit.analysis",
    "Analyzer": "stancekit.analyzer",
    "Condition": "stancekit.statement",
    "DIPLOMACY": "stancekit.stance",
    "Document": "stancekit.document",
    "Evidence": "stancekit.stance",
    "ModelError": "stancekit.errors",
    "PluginError": "stancekit.errors",
    "Prediction": "stancekit.stance",
    "RecordError": "stancekit.errors",
    "SchemeError": "stancekit.errors",
    "Span": "stancekit.document",
    "Stance": "stancekit.stance",
    "StanceClassifier": "stancekit.modelling.classifier",
    "StanceScheme": "stancekit.stance",
    "StancekitError": "stancekit.errors",
    "Statement": "stancekit.statement",
    "from_sklearn": "stancekit.modelling.adapters",
    "load": "stancekit.loading",
    "read": "stancekit.reading",
}

__all__ = [
    "DIPLOMACY",
    "Analysis",
    "Analyzer",
    "Condition",
    "Document",
    "Evidence",
    "ModelError",
    "PluginError",
    "Prediction",
    "RecordError",
    "SchemeError",
    "Span",
    "Stance",
    "StanceClassifier",
    "StanceScheme",
    "StancekitError",
    "Statement",
    "__version__",
    "from_sklearn",
    "load",
    "read",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'stancekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
