"""A server as a child process: its own process group, its own log, and an end for sure."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from evaluation.errors import ServerFailed

POLL_S = 0.1
GRACE_S = 5.0  # between asking a group to end and killing it
LOG_TAIL = 15  # lines shown of a failed server's log


class Process:
    """One child with everything that it starts. Use `stop` in a `finally`."""

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], log: Path, cwd: Path
    ) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as output:
            self._child = subprocess.Popen(
                list(command), env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self._child.poll() is None

    def pause(self) -> None:
        """Makes it hang: it keeps its port and answers nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends the whole group at once."""
        self._signal(signal.SIGKILL)
        self._child.wait(GRACE_S)

    def stop(self) -> None:
        """Ends the whole group: asked first, then killed, also when it hangs."""
        self.resume()
        self._signal(signal.SIGTERM)
        try:
            self._child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.kill()  # what the child has left behind, or the child itself

    def memory_mb(self) -> float:
        """Resident memory of the process and its children, in MB (10^6 bytes)."""
        first = psutil.Process(self._child.pid)
        return (
            float(sum(process.memory_info().rss for process in [first, *first.children(recursive=True)]))
            / 1e6
        )

    def wait_until(self, ready: Callable[[], bool], deadline_s: float) -> None:
        """Waits until `ready()`. Raises ServerFailed when it ends before, or after `deadline_s` seconds."""
        until = time.monotonic() + deadline_s
        while not ready():
            if not self.is_running:
                raise ServerFailed(
                    f"{self.name} ended with exit code {self._child.returncode}\n{self.tail()}"
                )
            if time.monotonic() > until:
                raise ServerFailed(f"{self.name} was not ready after {deadline_s:.0f} s\n{self.tail()}")
            time.sleep(POLL_S)

    def tail(self) -> str:
        """The log's last lines and where all of it is."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_TAIL:]
        return "\n".join([*(f"    {line}" for line in lines), f"  full log: {self.log}"])

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):  # already gone, which is what a stop wants
            os.killpg(self._child.pid, number)  # the group has the child's id: it leads its session


def free_port() -> int:
    """A port of the loopback interface that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
