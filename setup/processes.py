"""Child processes: started with their output in a log file, watched until healthy, always stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

LOGS = Path("var/log")
LOOPBACK = "127.0.0.1"

# No telemetry, and no notices of Rasa's libraries in the conversation or the logs.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONUTF8": "1",  # Chinese, whatever the locale
}

# A proxy must not see, or break, what goes to this machine itself.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SetupError(Exception):
    """What was expected, what was found and what to do; shown to the person without a traceback."""


def say(text: str) -> None:
    print(text, flush=True)


def quiet_environment(**more: str) -> dict[str, str]:
    return {**os.environ, **QUIET, **more}


@contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str], *, keep_terminal: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """Start `command` with its errors and messages in `log`; stop it at the end, however the end comes.

    With `keep_terminal` the child reads and writes this terminal; only its standard error goes to the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as messages:
        child = subprocess.Popen(
            command,
            env=environment,
            stdin=None if keep_terminal else subprocess.DEVNULL,
            stdout=None if keep_terminal else messages,
            stderr=messages,
        )
    try:
        yield child
    finally:
        stop(child)


def stop(child: subprocess.Popen[bytes], patience_s: float = 10.0) -> None:
    """Ask `child` to end, make it end after `patience_s`."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def end_on_signals() -> None:
    """Let INT, TERM and HUP (a closed terminal) unwind the program, so that children are stopped."""

    def unwind(number: int, _frame: FrameType | None) -> None:
        # A second signal must not interrupt the stopping.
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, unwind)


def is_healthy(url: str) -> bool:
    try:
        with _direct.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until_healthy(
    name: str, url: str, child: subprocess.Popen[bytes], log: Path, limit_s: float = 120.0
) -> None:
    """Return when `url` answers. Raises SetupError when `child` ends or `limit_s` passes before that."""
    deadline = time.monotonic() + limit_s
    while not is_healthy(url):
        if child.poll() is not None:
            raise SetupError(f"the {name} did not start: exit code {child.returncode}.\n{end_of(log)}")
        if time.monotonic() > deadline:
            raise SetupError(f"the {name} gave no answer within {limit_s:.0f} s of its start.\n{end_of(log)}")
        time.sleep(0.1)


def end_of(log: Path, lines: int = 15) -> str:
    """The last lines of a log file, to be shown with an error."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    tail = "\n".join(f"  | {line}" for line in text.splitlines()[-lines:])
    return f"The end of {log}:\n{tail}" if tail else f"{log} is empty."


def is_free(port: int, interface: str = LOOPBACK) -> bool:
    with socket.socket() as probe:
        # As the servers do: a port whose last connections are just closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError:
            return False
        return True


def free_port(wanted: int) -> int:
    """`wanted` if it is free on the loopback interface, else any that is."""
    if is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_from_environment(name: str, default: int) -> int:
    """Raises SetupError for something that is no port."""
    text = os.environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f"{name}: expected a port from 1 to 65535, found {text!r}")
    return int(text)
