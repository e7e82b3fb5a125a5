"""Behaviour lists: what a model must do with sentences that differ in one known way.

After Ribeiro, Wu, Guestrin and Singh (2020), "Beyond accuracy: behavioral testing of NLP models
with CheckList", ACL. The frames are written by hand and lie beside this module, a TOML file a list;
``en/README.md`` says how to extend them and how to write lists of one's own. No frame is ever
trained on.
"""

from stancekit.evaluation.behaviour.checks import check_behaviour, failure_line
from stancekit.evaluation.behaviour.lists import BehaviourCase, BehaviourList, load_behaviour

__all__ = ["BehaviourCase", "BehaviourList", "check_behaviour", "failure_line", "load_behaviour"]
