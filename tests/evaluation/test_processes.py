"""Servers come to an end for sure, and say why they did not start."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from evaluation.errors import ServerFailed
from evaluation.processes import Process, free_port

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)
time.sleep(60)
"""


def started(folder: Path, code: str) -> Process:
    return Process("server", [sys.executable, "-c", code], os.environ, folder / "server.log", folder)


def child_of(process: Process) -> int:
    process.wait_until(lambda: "child" in process.log.read_text(), 10)
    return int(process.log.read_text().split()[-1])


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("paused", [False, True])
def test_stop_ends_the_whole_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paused: bool) -> None:
    monkeypatch.setattr("evaluation.processes.GRACE_S", 0.5)
    process = started(tmp_path, STUBBORN)
    child = child_of(process)
    if paused:
        process.pause()
    process.stop()
    assert not process.is_running
    until = time.monotonic() + 5
    while not is_gone(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert is_gone(child)
    process.stop()  # a second time does no harm


def test_pause_and_resume(tmp_path: Path) -> None:
    process = started(tmp_path, "import time; print('child 0', flush=True); time.sleep(60)")
    try:
        child_of(process)
        pid = process._child.pid
        process.pause()
        process.wait_until(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED, 5)
        process.resume()
        process.wait_until(lambda: psutil.Process(pid).status() != psutil.STATUS_STOPPED, 5)
        assert process.memory_mb() > 1
    finally:
        process.stop()


def test_a_server_that_ends_early_shows_its_log(tmp_path: Path) -> None:
    process = started(tmp_path, "raise SystemExit('no port left')")
    with pytest.raises(ServerFailed) as error:
        process.wait_until(lambda: False, 10)
    assert "exit code 1" in str(error.value)
    assert "no port left" in str(error.value)
    assert "server.log" in str(error.value)


def test_a_server_that_never_is_ready_is_given_up(tmp_path: Path) -> None:
    process = started(tmp_path, "import time; time.sleep(60)")
    try:
        with pytest.raises(ServerFailed, match="not ready after 0 s"):
            process.wait_until(lambda: False, 0.2)
    finally:
        process.stop()


def test_free_ports_are_free() -> None:
    assert 1024 < free_port() < 65536
