"""The checks that stancekit makes of every plugin."""

import stancekit_lexicons

from stancekit.testing import parametrize_plugin_checks


@parametrize_plugin_checks(stancekit_lexicons)
def test_conforms(component, check):
    check(component)
