"""Where feature extractors come from: named in model files, never embedded."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.metadata
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stancekit.errors import ModelError

__all__ = ["Origin", "feature_code_sha256", "origin_of"]


@dataclass(frozen=True, slots=True)
class Origin:
    """The distribution or script that brings an extractor.

    Parameters
    ----------
    distribution : str, optional
        Name to install it by.
    version : str, optional
        Version of the distribution.
    script : str, optional
        File name of the script, for one that was given with ``--plugin``.
    """

    distribution: str | None = None
    version: str | None = None
    script: str | None = None

    def __str__(self) -> str:
        """Return how errors name it."""
        return self.script or f"{self.distribution or 'unknown'} {self.version or ''}".rstrip()

    def to_record(self) -> dict[str, str | None]:
        """Return the origin as a JSON object."""
        return {
            "distribution": self.distribution,
            "version": self.version,
            "script": self.script,
        }

    @classmethod
    def from_record(cls, record: Any) -> Origin:
        """Read an origin back.

        Raises
        ------
        ModelError
            If `record` isn't one.
        """
        if (
            not isinstance(record, dict)
            or set(record) != {"distribution", "version", "script"}
            or not all(value is None or isinstance(value, str) for value in record.values())
        ):
            raise ModelError("says in a way that can't be read where an extractor comes from")
        return cls(**record)

    @property
    def remedy(self) -> str:
        """What to do where the extractor isn't available."""
        if self.script:
            return f"give the option --plugin with the script {self.script} that it was made with"
        if self.distribution == "stancekit":
            return f"install stancekit {self.version} or later"
        if self.distribution:
            return f"install the plugin it comes from: pip install {self.requirement}"
        return "ask the model's author which plugin brings it"

    def remedy_given(self, absences: Mapping[str, str]) -> str:
        """Return what to do where the extractor isn't available, though it may be installed."""
        return absences.get(_normal(self.distribution), self.remedy)

    def is_other(self, here: Origin) -> bool:
        """Tell whether what is `here` comes from another distribution of the same extractor name.

        A script may have become a distribution since, or the other way round.
        """
        names = _normal(self.distribution), _normal(here.distribution)
        return all(names) and names[0] != names[1]

    def difference(self, here: Origin) -> str | None:
        """Say how what is `here` differs in version from this, what a model was made with."""
        if self.distribution in (None, "stancekit") or here.distribution in (None, "stancekit"):
            return None
        if self.version == here.version:
            return None
        return (
            f"{self.distribution} {self.version}, and {here.version or 'none'} is here: "
            f"pip install {self.requirement}"
        )

    @property
    def requirement(self) -> str:
        """What to give to ``pip install``."""
        return f"{self.distribution}=={self.version}" if self.version else f"{self.distribution}"


def _normal(distribution: str | None) -> str:
    return re.sub(r"[-_.]+", "-", distribution or "").lower()


def origin_of(extractor: object) -> Origin:
    """Return where `extractor`, or the class of it, comes from."""
    module = extractor.__module__  # an extractor made by an adapter names its plugin's
    top = module.partition(".")[0]
    if top == "stancekit":
        # Imported it is, being the parent of this module, whose layer may not name it.
        return Origin("stancekit", sys.modules["stancekit"].__version__)
    # Entry points first: of an editable install, the list of files doesn't name its modules.
    for point in importlib.metadata.entry_points(group="stancekit"):
        if point.dist is not None and point.module.partition(".")[0] == top:
            return Origin(point.dist.name, point.dist.version)
    for distribution in importlib.metadata.packages_distributions().get(top, ()):
        return Origin(distribution, importlib.metadata.version(distribution))
    file = getattr(sys.modules.get(module), "__file__", None)
    return Origin(script=Path(file).name if file else None)


@functools.cache
def feature_code_sha256() -> str:
    """Return a hash of the code and data that turn statements into features.

    It covers ``stancekit.features`` whole, the lexicons of other parts that it reads, and, should
    it import modules of ``stancekit.extraction``, these with all data of that package. A model
    whose manifest names another hash was trained on features that may differ.
    """
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for file in sorted(_feature_files(root)):
        # Names are set off by zero bytes; line ends don't count, as a checkout may change them.
        digest.update(file.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).digest())
    return digest.hexdigest()


def _feature_files(root: Path) -> set[Path]:
    files = {file for file in (root / "features").rglob("*") if file.is_file()}
    queue = [file for file in files if file.suffix == ".py"]
    while queue:
        tree = ast.parse(queue.pop().read_bytes())
        for part, lexicon in _lexicons(tree):
            files |= set((root / part / "lexicons").glob(f"*/{lexicon}.toml"))
        for name in _imports(tree):
            if not name.startswith("stancekit.extraction"):
                continue
            base = root.joinpath(*name.split(".")[1:])
            for file in (base.with_suffix(".py"), base / "__init__.py"):
                if file.is_file() and file not in files:
                    files.add(file)
                    queue.append(file)
    if any("extraction" in file.relative_to(root).parts for file in files if file.suffix == ".py"):
        data = (root / "extraction").rglob("*")
        files |= {file for file in data if file.is_file() and file.suffix != ".py"}
    return {file for file in files if file.suffix != ".pyc"}


def _lexicons(tree: ast.Module) -> set[tuple[str, str]]:
    """Return the part and the name of each lexicon that a module reads."""
    found: set[tuple[str, str]] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="read_lexicon"),
                args=[ast.Constant(value=str(part)), ast.Constant(value=str(name)), *_],
            ):
                found.add((part, name))
    return found


def _imports(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names
