"""Labels without features: a model whose scores are sums over tokens, folded into look-up tables.

The built-in features are counts of words, word pairs, stems, cues and forms. What each adds to
each label's score is known once a model is fitted, so a label needs no matrix of features, only
sums of table entries. `Folded.labels` gives the very labels of the model that it was folded from:
where its own arithmetic can't tell for sure, it asks that model.
"""

from __future__ import annotations

from stancekit.modelling.folded.model import Folded, fold_model

__all__ = ["Folded", "fold_model"]
