from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stancekit.errors import PluginError
from stancekit.plugin import HOOKS, Registry, get_registry, installed_plugins
from stancekit.plugin.discovery import Blocked

GOOD = """
from stancekit.plugin import Component, hookimpl

@hookimpl
def stancekit_schemes():
    return [Component("{name}", "json:loads", "a scheme")]
"""


Install = Callable[..., None]


def schemes(registry: Registry) -> list[str]:
    return [entry.name for entry in registry.components("stancekit_schemes")]


BROKEN = {
    "missing import": ("import no_such_module_here", "ModuleNotFoundError.*no_such_module_here"),
    "error on import": ("1 / 0", "ZeroDivisionError"),
    "syntax error": ("def f(:", "SyntaxError"),
    "exit on import": ("import sys; sys.exit('bye')", r"ends the program .*bye"),
    "misspelt hook": (
        GOOD.replace("stancekit_schemes", "stancekit_sheme").format(name="x"),
        "unknown hook 'stancekit_sheme'",
    ),
    "undecorated hook": (
        GOOD.replace("@hookimpl\n", "").format(name="x"),
        "stancekit_schemes lacks the decorator",
    ),
    "unknown parameter": (
        GOOD.replace("schemes()", "schemes(config)").format(name="x"),
        "stancekit_schemes has a parameter, and hooks are given none",
    ),
    "raising hook": (
        GOOD.format(name="x").replace("    return", "    raise OSError('down')\n    return"),
        "OSError: down",
    ),
    "no sequence": (
        GOOD.replace('[Component("{name}", "json:loads", "a scheme")]', "5"),
        "not int",
    ),
    "a string": (GOOD.replace('[Component("{name}", "json:loads", "a scheme")]', "'x'"), "not str"),
    "no component": (
        GOOD.replace('[Component("{name}", "json:loads", "a scheme")]', "['x']"),
        "returns Component objects, not 'x'",
    ),
    "endless hook": (
        GOOD.format(name="x").replace("    return [", "    while True: yield (")[:-2] + ")\n",
        "10,000 components or more",
    ),
    "a number for a name": (GOOD.replace('"{name}"', "5"), "strings, not Component.*5"),
    "an unhashable name": (GOOD.replace('"{name}"', "[]"), "strings, not Component"),
    "one name twice": (
        GOOD.replace("return [", "return 2 * [").format(name="x"),
        "two schemes named 'x'",
    ),
    "a built-in's name": (GOOD.format(name="diplomacy"), "stancekit has one of that name"),
    "an interruption of its own": ("raise KeyboardInterrupt", "KeyboardInterrupt .acme_broken"),
    "an odd kind of error": ("class Odd(BaseException): pass\nraise Odd('so')", "Odd: so"),
    "an error that can't be shown": (
        "class Odd(Exception):\n    def __str__(self): 1 / 0\nraise Odd",
        "Odd: .its message can't be read",
    ),
    "odd target": (
        GOOD.replace("json:loads", "json.loads").format(name="x"),
        "'package.module:attribute', with a colon, not 'json.loads'",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_plugin_is_named_and_loses_only_itself(install: Install, fault: str) -> None:
    source, reason = BROKEN[fault]
    install("acme-broken", source)
    install("zeta-good", GOOD.format(name="zeta"))
    registry = Registry()
    assert schemes(registry) == ["diplomacy", "zeta"]
    (failure,) = registry.failures
    assert failure.plugin == "acme-broken"
    assert failure.distribution == "acme-broken"
    assert "\n" not in str(failure)
    with pytest.raises(PluginError, match=f"acme-broken.*left out: .*{reason}"):
        registry.get("stancekit_schemes", "x")


def test_order_is_built_ins_then_distribution_then_entry_point(install: Install) -> None:
    one_name_each = """
from stancekit.plugin import Component, hookimpl
class Plugin:
    def __init__(self, name): self.name = name
    @hookimpl
    def stancekit_schemes(self): return [Component(self.name, "json:loads")]
b, a = Plugin("zeta-b"), Plugin("zeta-a")
"""
    install("zeta", one_name_each, two="b", one="a")
    install("Acme", GOOD.format(name="acme"))
    assert schemes(Registry()) == ["diplomacy", "acme", "zeta-a", "zeta-b"]


def test_one_name_twice_is_an_error_that_names_both(install: Install) -> None:
    install("acme", GOOD.format(name="same"))
    install("zeta", GOOD.format(name="same"))
    registry = Registry()
    both = r"two schemes are named 'same', .*of acme and .*of zeta; .*--block"
    with pytest.raises(PluginError, match=both):
        registry.get("stancekit_schemes", "same")
    with pytest.raises(PluginError, match=both):
        registry.all_of("stancekit_schemes")["same"]("{}")
    assert registry.conflicts == [
        "two schemes are named 'same', by plugin 'acme' of acme and by plugin 'zeta' of zeta; "
        "leave one out with --block"
    ]
    assert schemes(registry) == ["diplomacy"]  # the rest goes on
    assert registry.get("stancekit_schemes", "diplomacy")
    assert schemes(Registry(block=["zeta"])) == ["diplomacy", "same"]


@pytest.mark.parametrize("names", ["acme_broken", "ACME.Broken", "other,acme-broken"])
@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_blocked_plugin_is_never_imported(
    install: Install, monkeypatch: pytest.MonkeyPatch, names: str, way: str
) -> None:
    install("acme-broken", "raise AssertionError('imported')")
    if way == "environment":
        monkeypatch.setenv("STANCEKIT_BLOCK", names)
    registry = Registry(block=names.split(",") if way == "option" else ())
    assert registry.failures == []
    assert "acme_broken_module" not in sys.modules


def test_listing_imports_nothing(install: Install) -> None:
    source = "raise AssertionError('imported')"
    install("acme", source, tables="x", requires=("stancekit>=0.1,<9",))
    install("acme-old", source, requires=("stancekit<0.0.1",))
    install("acme-gone", source)
    (Path(sys.path[0]) / "acme_gone_module.py").unlink()
    listed = {
        plugin.distribution: plugin.to_record(Blocked.of(["tables"], {}), "0.1.0")
        for plugin in installed_plugins()
        if plugin.distribution.startswith("acme")
    }
    assert listed["acme"] == {
        "name": "tables",
        "distribution": "acme",
        "version": "1.2",
        "requires": "stancekit<9,>=0.1",
        "target": "acme_module:x",
        "blocked": True,
        "problem": None,
    }
    assert listed["acme-old"]["problem"] == (
        "acme-old 1.2 requires stancekit<0.0.1, and 0.1.0 runs; pip install --upgrade acme-old "
        "stancekit"
    )
    assert "there is no 'acme_gone_module'; install it again" in listed["acme-gone"]["problem"]
    assert not {"acme_module", "acme_old_module"} & set(sys.modules)


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        ("import no_such_module_here", "install the package that brings 'no_such_module_here'"),
        ("import stancekit.no_such", "another version of stancekit: pip install --upgrade"),
        ("1 / 0", "'stancekit plugins check acme' tells more.*--block acme"),
    ],
)
def test_a_broken_plugin_is_named_with_place_and_mend(
    install: Install, error: str, mend: str
) -> None:
    install("acme", f"x = 1\n{error}")
    (failure,) = Registry().failures
    assert re.search(rf"acme_module\.py, line 2\); .*{mend}", str(failure))


def test_an_entry_point_without_its_module_is_told_so(install: Install) -> None:
    install("acme", "")
    (Path(sys.path[0]) / "acme_module.py").unlink()
    (failure,) = Registry().failures
    assert "No module named 'acme_module'; install it again" in str(failure)


@pytest.mark.parametrize("name", ["my hedges", "my:hedges", "my__hedges", "a=b"])
def test_an_extractors_name_is_one_that_features_and_options_can_have(
    install: Install, name: str
) -> None:
    install("acme", GOOD.replace("schemes", "feature_extractors").format(name=name))
    (failure,) = Registry().failures
    assert f"an extractor can't be named {name!r}" in failure.reason


@pytest.mark.parametrize(
    ("target", "mend"),
    [
        ("acme_module:Ranje", r"did you mean Range\?"),
        ("acme_module:Elsewhere", "name what is there, as 'package.module:attribute'"),
        ("acme.module:Range", 'a script names its own objects f"{__name__}:Range"'),
        ("acme_needs:Range", "install the package that brings 'no_such_module_here'"),
    ],
)
def test_a_target_that_is_not_there_comes_with_the_mend(
    install: Install, target: str, mend: str
) -> None:
    install("acme", GOOD.format(name="x").replace("json:loads", target) + "\nRange = 1\n")
    (Path(sys.path[0]) / "acme_needs.py").write_text("import no_such_module_here")
    with pytest.raises(PluginError, match=mend):
        Registry().get("stancekit_schemes", "x")


def test_a_component_is_imported_when_it_is_asked_for(install: Install) -> None:
    install("acme", GOOD.format(name="late").replace("json:loads", "no_such_module_here:x"))
    install("beta", GOOD.format(name="exits").replace("json:loads", "beta_exits:x"))
    (Path(sys.path[0]) / "beta_exits.py").write_text("raise SystemExit(3)")
    install("gamma", GOOD.format(name="nothing").replace("json:loads", "json:nothing"))
    registry = Registry()
    assert registry.failures == []
    assert registry.versions() == {"acme": "1.2", "beta": "1.2", "gamma": "1.2"}
    for name, reason in (("late", "of acme .*no_such_mod"), ("exits", "beta"), ("nothing", "json")):
        with pytest.raises(PluginError, match=f"scheme '{name}' .*{reason}"):
            registry.get("stancekit_schemes", name)


def test_a_script_registers_for_one_run(tmp_path: Path) -> None:
    script = tmp_path / "my-scheme.py"
    source = GOOD.format(name="mine").replace('"json:loads"', 'f"{__name__}:OBJECT"')
    script.write_text(source + "\nOBJECT = 7\n")
    registry = get_registry(scripts=[script])
    assert registry.get("stancekit_schemes", "mine") == 7
    assert schemes(get_registry()) == schemes(Registry())
    assert "mine" not in schemes(get_registry())


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (None, "no such file"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit", "ends the program"),
        ("x = 1", "registers nothing"),
        (BROKEN["misspelt hook"][0], "unknown hook"),
    ],
)
def test_a_script_asked_for_must_load(tmp_path: Path, source: str | None, reason: str) -> None:
    script = tmp_path / "mine.py"
    if source is not None:
        script.write_text(source)
    with pytest.raises(PluginError, match=rf"mine\.py: .*{reason}"):
        Registry(scripts=[script])


def test_unknown_hooks_and_names_say_what_there_is() -> None:
    with pytest.raises(PluginError, match="no hook 'stancekit_x'; there are stancekit_feature"):
        get_registry().components("stancekit_x")
    with pytest.raises(PluginError, match=r"no reader is named '\.doc'; there are: \.txt, "):
        get_registry().get("stancekit_readers", ".doc")


def test_built_ins_can_all_be_imported() -> None:
    registry = get_registry()
    for hook in HOOKS:
        for entry in registry.components(hook):
            if entry.distribution == "stancekit":
                assert registry.get(hook, entry.name) is not None


def test_the_shipped_models_extractors_are_registered_by_their_names() -> None:
    from stancekit.features import default_features

    registry = get_registry()
    registered = {e.name for e in registry.components("stancekit_feature_extractors")}
    for _, extractor in default_features().extractors:
        assert extractor.name in registered
        found = registry.get("stancekit_feature_extractors", extractor.name)
        assert found is type(extractor)
