"""`make chat` and `make serve` with stand-ins for Rasa and the action server: nothing outlives them."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.setup.sandbox import Sandbox, is_alive

# Both stand-ins note their process id and answer at the given port.
SERVER = """
import http.server, os, pathlib, sys, time

def serve(port):
    class Healthy(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
        def log_message(self, *_): pass
    http.server.HTTPServer(("127.0.0.1", int(port)), Healthy).serve_forever()

def note(name):
    pathlib.Path(name).write_text(f"{os.getpid()} {os.environ['XIAOER_ACTIONS_SECRET']}")
"""
ACTIONS = "from server import *\nnote('actions.pid')\nserve(os.environ['ACTIONS_PORT'])"
DESK = "from server import *\nnote('desk.pid')\nserve(os.environ['DESK_PORT'])"
BROKEN_ACTIONS = "raise SystemExit('no such table: orders')"
RASA = "from server import *\nnote('rasa.pid')\nserve(sys.argv[sys.argv.index('--port') + 1])"
ENDING_SHELL = "from server import *\nnote('rasa.pid')\ntime.sleep(0.5)"

START = "import sys; from setup import {0}; {0}.end_on_signals(); sys.exit({0}.{1})"
CHAT = START.format("chat", "chat('model')")
SERVE = START.format("serve", "serve('model', '127.0.0.1', {port}, {actions_port}, {desk_port})")


@pytest.fixture
def project(sandbox: Sandbox) -> Path:
    folder = sandbox.project
    (folder / "server.py").write_text(SERVER)
    (folder / "actions").mkdir()
    (folder / "desk").mkdir()
    (folder / "desk/__main__.py").write_text(DESK)
    put(folder, ACTIONS, RASA)
    return folder


def put(folder: Path, actions: str, rasa: str) -> None:
    (folder / "actions/__main__.py").write_text(actions)
    (folder / "setup/rasa_main.py").write_text(rasa)


@pytest.fixture
def start(project: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    begun = []

    def begin(code: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command, cwd=project, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def noted(project: Path, name: str) -> tuple[int, str]:
    """The process id and the secret that a stand-in has, as soon as it runs."""
    file = project / f"{name}.pid"
    for _ in range(200):
        if file.exists() and " " in file.read_text():
            number, secret = file.read_text().split()
            return int(number), secret
        time.sleep(0.05)
    raise AssertionError(f"{name} did not start")


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def test_the_action_server_ends_with_the_conversation(
    project: Path, start: Callable[[str], subprocess.Popen[str]]
) -> None:
    put(project, ACTIONS, ENDING_SHELL)
    chat = start(CHAT)
    actions, secret = noted(project, "actions")
    _, same_secret = noted(project, "rasa")
    assert chat.wait(20) == 0, chat.communicate()
    assert not is_alive(actions)
    assert secret == same_secret and len(secret) >= 32


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both(
    project: Path, start: Callable[[str], subprocess.Popen[str]], number: signal.Signals
) -> None:
    chat = start(CHAT)
    both = [noted(project, name)[0] for name in ("actions", "rasa")]
    chat.send_signal(number)
    assert chat.wait(20) == 128 + number
    assert not any(map(is_alive, both))


def test_no_conversation_without_the_action_server(
    project: Path, start: Callable[[str], subprocess.Popen[str]]
) -> None:
    put(project, BROKEN_ACTIONS, RASA)
    chat = start(CHAT)
    _, errors = chat.communicate(timeout=20)
    assert chat.returncode == 1
    assert "the action server did not start" in errors and "no such table: orders" in errors
    shell = project / "rasa.pid"  # it may have begun, since both start at once
    assert not shell.exists() or not is_alive(noted(project, "rasa")[0])


def test_the_servers_end_together(project: Path, start: Callable[[str], subprocess.Popen[str]]) -> None:
    port, actions_port, desk_port = free_ports(3)
    serve = start(SERVE.format(port=port, actions_port=actions_port, desk_port=desk_port))
    actions, rasa, desk = (noted(project, name)[0] for name in ("actions", "rasa", "desk"))
    assert serve.stdout
    while "Serving on" not in serve.stdout.readline():
        assert serve.poll() is None
    subprocess.run(["kill", str(rasa)], check=True)
    _, errors = serve.communicate(timeout=20)
    assert serve.returncode == 1
    assert "the Rasa server ended" in errors
    assert not is_alive(actions) and not is_alive(desk)


def test_a_taken_port_is_named(project: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "setup.serve"],
            cwd=project,
            env={"PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert done.returncode == 1
    assert f"PORT: expected a free port, found {port} taken" in done.stderr
    assert "make serve PORT=" in done.stderr
