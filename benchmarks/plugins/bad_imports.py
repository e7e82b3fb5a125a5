"""Plugins that are bad before any of their components is used: modules, written out as files."""

from __future__ import annotations

from pathlib import Path

from benchmarks.plugins.registered import BadPlugin
from stancekit.testing.subjects import Plugin

__all__ = ["MODULES", "write_modules"]

_GOOD = """
from stancekit.plugin import Component, hookimpl
from stancekit.stance import StanceScheme

SCHEME = StanceScheme("{name}", ["for", "against"], "against", "the bridge")

@hookimpl
def stancekit_schemes():
    return [Component("{name}", f"{{__name__}}:SCHEME", "a scheme")]
"""

MODULES = {
    "crashes": ("raises on import", "imports", "1 / 0\n" + _GOOD),
    "exits": ("ends the program on import", "imports", "raise SystemExit('bye')\n"),
    "kills": ("ends the process on import", "imports", "import os\nos._exit(3)\n"),
    "lacks": ("imports what isn't installed", "imports", "import no_such_module_here\n"),
    "misspelt": ("misspells a hook", "imports", _GOOD.replace("_schemes", "_sheme")),
    "undecorated": ("lacks @hookimpl", "imports", _GOOD.replace("@hookimpl\n", "")),
    "texts": (
        "returns texts",
        "imports",
        _GOOD.replace('[Component("{name}", f"{{__name__}}:SCHEME", "a scheme")]', '["{name}"]'),
    ),
    "no-suffix": (
        "names a reader without the point of its suffix",
        "imports",
        _GOOD.replace("_schemes", "_readers"),
    ),
    "blank": (
        "names an extractor as no option can",
        "imports",
        _GOOD.replace("_schemes", "_feature_extractors").replace('"{name}"', '"my words"'),
    ),
    "idle": ("registers nothing", "registers_something", "x = 1\n"),
    "sleeps": (
        "takes two seconds to import",
        "import_is_cheap",
        "import time\ntime.sleep(2)\n" + _GOOD,
    ),
    "heavy": ("imports scikit-learn", "import_is_light", "import sklearn\n" + _GOOD),
    "talks": ("prints on import", "import_is_quiet", "print('hello')\n" + _GOOD),
    "phones": (
        "asks a server on import",
        "import_is_offline",
        "import contextlib, socket\n"
        "with contextlib.suppress(OSError):\n    socket.getaddrinfo('example.org', 80)\n" + _GOOD,
    ),
    "logs": (
        "writes a file on import",
        "import_writes_nothing",
        "import os\nopen('plugin.log', 'w').close()\nos.remove('plugin.log')\n" + _GOOD,
    ),
    "hushes": (
        "silences all warnings on import",
        "import_leaves_state",
        "import warnings\nwarnings.simplefilter('ignore')\n" + _GOOD,
    ),
    "patches": (
        "puts a function of its own into stancekit",
        "import_leaves_state",
        "import stancekit.document as other\n"
        "class Span(other.Span):\n    pass\n\nother.Span = Span\n" + _GOOD,
    ),
    "works-on": (
        "starts a thread on import",
        "import_leaves_state",
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(5,), daemon=True).start()\n" + _GOOD,
    ),
    "deafens": (
        "ignores requests to end, from its import on",
        "import_leaves_state",
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + _GOOD,
    ),
    "takes-name": (
        "takes a built-in's name",
        "names_are_unique",
        _GOOD.replace('"{name}"', '"diplomacy"'),
    ),
    "twice": (
        "registers one name twice",
        "names_are_unique",
        _GOOD.replace('"a scheme")]', '"a scheme")] * 2'),
    ),
    "silent": ("has no summary", "summaries", _GOOD.replace(', "a scheme"', "")),
    "nowhere": (
        "names what isn't there",
        "can_be_imported",
        _GOOD.replace("}}:SCHEME", "}}:NO_SCHEME"),
    ),
}
"""Name to fault, the check that must catch it, and source."""


def write_modules(folder: Path) -> list[BadPlugin]:
    """Write the modules and return them as plugins to check.

    Parameters
    ----------
    folder : Path
        On the import path.
    """
    plugins = []
    for name, (fault, caught_by, source) in MODULES.items():
        module = f"bad_{name.replace('-', '_')}"
        (folder / f"{module}.py").write_text(source.format(name=name), encoding="utf-8")
        plugins.append(BadPlugin(name, fault, caught_by, Plugin(name, "module", module)))
    return plugins
