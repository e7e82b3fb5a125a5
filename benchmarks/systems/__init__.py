"""What is measured: our models, and peers.

A peer is a module here with its `PEER`, or a component that a plugin registers for the hook
``stancekit_benchmarks`` under a name that begins with ``peer:``: a function that returns an
unfitted classifier in scikit-learn's manner, with ``fit(texts, labels)``, ``predict(texts)`` and,
where it knows probabilities, ``predict_proba(texts)`` and ``classes_``.
"""

from __future__ import annotations

from benchmarks.systems.models import model_system
from benchmarks.systems.peers import peer_systems
from benchmarks.systems.system import EstimatorModel, Peer, System

__all__ = ["EstimatorModel", "Peer", "System", "model_system", "peer_systems"]
