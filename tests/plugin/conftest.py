"""Distributions to be found, without an installer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stancekit.plugin import installed_plugins, manager


@pytest.fixture(scope="module", autouse=True)
def _no_others() -> Iterator[None]:
    """Leave out the plugins that happen to be installed where the tests are run."""
    others = {plugin.distribution for plugin in installed_plugins()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANCEKIT_BLOCK", ",".join(others))
        patch.setattr(manager, "_DEFAULT", None)
        yield


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path, here and in processes that are started."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=":")
    return folder


@pytest.fixture
def install(site: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lay a distribution with one module and its entry points on the import path."""

    def lay(
        distribution: str,
        source: str,
        /,
        *,
        version: str = "1.2",
        requires: tuple[str, ...] = (),
        **points: str,
    ) -> None:
        module = distribution.replace("-", "_") + "_module"
        (site / f"{module}.py").write_text(source)
        for old in site.glob(f"{distribution.replace('-', '_')}-*.dist-info"):
            for file in old.iterdir():
                file.unlink()
            old.rmdir()
        info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        lines = [f"Name: {distribution}", f"Version: {version}"]
        lines += [f"Requires-Dist: {requirement}" for requirement in requires]
        (info / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n")
        named = {name: f"{module}:{attribute}" for name, attribute in points.items()}
        entries = "".join(f"{k} = {v}\n" for k, v in (named or {distribution: module}).items())
        (info / "entry_points.txt").write_text(f"[stancekit]\n{entries}")
        monkeypatch.delitem(sys.modules, module, raising=False)

    return lay
