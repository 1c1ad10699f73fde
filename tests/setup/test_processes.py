"""Starting, watching and stopping child processes."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup import processes
from setup.processes import (
    SetupError,
    free_port,
    is_free,
    port_from_environment,
    running,
    stop,
    wait_until_healthy,
)
from tests.setup.sandbox import is_alive

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_child_ends_with_its_block(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), running(SLEEP, tmp_path / "log", os.environ) as child:
        raise RuntimeError
    assert not is_alive(child.pid)


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running([sys.executable, "-c", STUBBORN], log, os.environ) as child:
        while "deaf" not in log.read_text():
            assert child.poll() is None
        stop(child, patience_s=0.2)
        assert child.returncode == -9


def test_a_failed_start_shows_the_end_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", "raise SystemExit('no such table: orders')"]
    with running(command, log, os.environ) as child, pytest.raises(SetupError) as error:
        wait_until_healthy("action server", "http://127.0.0.1:1/health", child, log)
    assert "the action server did not start: exit code 1" in str(error.value)
    assert "no such table: orders" in str(error.value)


def test_waiting_has_an_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(SLEEP, log, os.environ) as child, pytest.raises(SetupError, match="no answer within 0 s"):
        wait_until_healthy("action server", "http://127.0.0.1:1/health", child, log, limit_s=0.2)


def test_a_taken_port_is_left_for_another(taken: int) -> None:
    assert not is_free(taken)
    other = free_port(taken)
    assert other != taken and is_free(other)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "fifty", "5005 ", "５００５"])
def test_what_is_no_port_is_an_error(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SetupError, match="PORT: expected a port from 1 to 65535, found"):
        port_from_environment("PORT", 5005)


def test_an_unset_or_empty_port_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert port_from_environment("PORT", 5005) == 5005
    monkeypatch.delenv("PORT")
    assert port_from_environment("PORT", 5005) == 5005


def test_children_send_no_telemetry() -> None:
    assert processes.quiet_environment()["RASA_TELEMETRY_ENABLED"] == "false"
