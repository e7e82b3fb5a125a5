"""What is watched is seen, stopped where it must be, and undone."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

from stancekit.features.base import FeatureExtractor
from stancekit.testing.watch import TimeLimit, stopwatch, time_limit, watching


def test_the_network_is_blocked_and_noted():
    with watching() as watch:
        for attempt in (
            lambda: socket.create_connection(("192.0.2.1", 443), timeout=0.1),
            lambda: socket.getaddrinfo("example.org", 80),
            lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9)),
        ):
            with pytest.raises(OSError, match="no network during checks"):
                attempt()
    assert [name.partition(":")[0] for name in watch.network][1:] == ["example.org", "192.0.2.1"]


def test_output_is_kept_from_every_level(capfd):
    with watching() as watch:
        sys.stdout.write("python\n")
        sys.stderr.write("error\n")
        os.write(1, b"below\n")
        subprocess.run([sys.executable, "-c", "print('child')"], check=True)
    assert set(watch.printed.split()) == {"python", "error", "below", "child"}
    assert capfd.readouterr() == ("", "")


def test_files_are_told_apart_by_what_is_done_to_them(tmp_path):
    there = tmp_path / "there"
    there.write_text("x", encoding="utf-8")
    with watching() as watch:
        there.read_text(encoding="utf-8")
        Path(tmp_path, "new").write_text("y", encoding="utf-8")
        with tempfile.TemporaryFile() as file:
            file.write(b"z")
        there.unlink()
    assert [Path(name).name for name in watch.reads] == ["there"]
    assert [Path(name).name for name in watch.writes] == ["new", "there"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda: np.random.seed(1), "numpy's global random state"),
        (random.random, "random's global state"),
        (lambda: warnings.simplefilter("error"), "the warnings filters"),
        (lambda: os.environ.update(STANCEKIT_X="1"), "os.environ"),
        (lambda: sys.path.insert(0, "/x"), "sys.path"),
        (lambda: np.seterr(all="raise"), "numpy's error handling"),
        (lambda: sys.setrecursionlimit(5000), "the recursion limit"),
        (lambda: os.chdir("/"), "the working folder"),
        (lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN), "the handlers of signals"),
        (lambda: setattr(np, "unique", sorted), "what numpy, Python or stancekit define"),
        (
            lambda: setattr(FeatureExtractor, "fit", FeatureExtractor.transform),
            "what numpy, Python or stancekit define",
        ),
    ],
)
def test_changes_of_global_state_are_named_and_undone(change, name):
    filters, drawn = list(warnings.filters), random.getstate()
    shared = (np.unique, FeatureExtractor.fit, signal.getsignal(signal.SIGTERM), Path.cwd())
    with watching(closely=True) as watch:
        change()
    assert watch.state == [name]
    assert "STANCEKIT_X" not in os.environ
    assert "/x" not in sys.path
    assert (list(warnings.filters), random.getstate()) == (filters, drawn)
    now = (np.unique, FeatureExtractor.fit, signal.getsignal(signal.SIGTERM), Path.cwd())
    assert now == shared


def test_a_thread_that_goes_on_is_seen_and_one_that_ended_is_not():
    done = threading.Event()
    earlier = threading.Thread(target=done.wait)
    earlier.start()
    with watching() as watch:
        done.set()
        earlier.join()
        threading.Thread(target=sorted, args=([],)).start()
        for thread in set(threading.enumerate()) - {threading.current_thread()}:
            if thread.name.startswith("Thread-"):
                thread.join(5)
    assert watch.state == []
    later = threading.Event()
    with watching() as watch:
        threading.Thread(target=later.wait, daemon=True).start()
    later.set()
    assert watch.state == ["which threads run"]


def test_the_end_of_the_process_is_an_error():
    with watching(), pytest.raises(SystemExit, match=r"os\._exit\(3\)"):
        os._exit(3)


def test_nothing_is_seen_where_nothing_happens():
    with watching() as watch:
        sorted("abc")
    assert (watch.network, watch.reads, watch.writes, watch.printed, watch.state) == (
        *([], [], []),
        "",
        [],
    )


def test_what_computes_too_long_is_stopped():
    def busy() -> None:
        while True:
            with contextlib.suppress(Exception):  # as a plugin may; it must not help
                sum(range(100))

    with pytest.raises(TimeLimit), time_limit(0.2):
        busy()
    with time_limit(0.2):
        pass
    time.sleep(0.01)  # no clock is left running


def test_sleep_counts_as_time():
    with watching(), stopwatch() as timed:
        time.sleep(0.05)
    assert timed.seconds >= 0.05
