"""The assistant under evaluation: a fresh demo shop, an action server and a Rasa server on free ports."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import requests

from evaluation.chat import Chat
from evaluation.demo_shop import NOW, DemoShop, shop_environment
from evaluation.errors import EvaluationError, ServerFailed
from evaluation.models import PROJECT
from evaluation.processes import Process, free_port

FAILURES = ("action_server_down", "action_server_hangs", "database_locked", "database_broken")


@dataclass(frozen=True)
class ServerConfig:
    """Raises EvaluationError for a time that cannot be right."""

    model: Path
    start_timeout_s: float = 240.0  # for each server; Rasa alone takes 15 s and more
    project: Path = PROJECT

    def __post_init__(self) -> None:
        if self.start_timeout_s <= 0:
            raise EvaluationError(
                f"start_timeout_s: expected more than 0 seconds, found {self.start_timeout_s}"
            )


class Servers:
    """Use as a context manager: what was started is stopped, whatever happens.

    `started_s` is the time in seconds from the start of both servers to the first answer. The logs are
    deleted at the end, unless something failed or `keep_logs` is set.
    """

    def __init__(self, config: ServerConfig) -> None:
        self.config = config
        self.keep_logs = False
        self.now = NOW
        self.started_s = 0.0
        self.folder = Path(tempfile.mkdtemp(prefix="xiaoer-evaluation-"))
        self.shop = DemoShop(self.folder)
        self._secret, self._token = secrets.token_hex(16), secrets.token_hex(16)
        self._actions_port, self._rasa_port = free_port(), free_port()
        self._actions: Process | None = None
        self._rasa: Process | None = None

    def __enter__(self) -> Servers:
        try:
            self.shop.create()
            began = time.perf_counter()
            self._actions = self._spawn_actions()
            self._rasa = self._spawn_rasa()
            self._wait_for_actions()
            self._rasa.wait_until(self.chat().is_ready, self.config.start_timeout_s)
            self.chat().send("first", "hi")
            self.started_s = time.perf_counter() - began
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (self._rasa, self._actions):
            if process is not None:
                process.stop()
        self.shop.unlock()
        if kind is None and not self.keep_logs:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"logs and database kept in {self.folder}", file=sys.stderr)

    @property
    def url(self) -> str:
        """Where the Rasa server is, with its channels and the demo shop page."""
        return f"http://127.0.0.1:{self._rasa_port}"

    def chat(self) -> Chat:
        """A new connection; every thread needs its own."""
        return Chat(self.url, self._token)

    def break_(self, failure: str) -> None:
        """Brings one of FAILURES about."""
        self._failures(self.actions.kill, self.actions.pause, self.shop.lock, self.shop.break_)[failure]()

    def mend(self, failure: str) -> None:
        """Ends one of FAILURES and waits until the assistant can work again."""
        self._failures(self._restart_actions, self._resume_actions, self.shop.mend, self.shop.mend)[failure]()

    def set_clock(self, now: str) -> None:
        """Moves the shop's clock to an ISO 8601 time; the action server is started anew for it, not Rasa."""
        if now != self.now or not self.actions.is_running:
            self.now = now
            self._restart_actions()

    def restore(self) -> None:
        """Everything as at the start: the database, the clock, no failures."""
        self._resume_actions()
        self.set_clock(NOW)
        self.shop.restore()

    @property
    def actions(self) -> Process:
        if self._actions is None:
            raise ServerFailed("expected a running action server, found none; use Servers in a `with`")
        return self._actions

    def memory_mb(self) -> dict[str, float]:
        """Resident memory in MB."""
        if self._rasa is None:
            raise ServerFailed("expected a running Rasa server, found none; use Servers in a `with`")
        return {"rasa": round(self._rasa.memory_mb(), 1), "actions": round(self.actions.memory_mb(), 1)}

    def errors_logged(self) -> list[str]:
        """Lines of both logs that tell of an error."""
        marks = (" ERROR", "Traceback (most recent call last)", "[error")
        logs = sorted(self.folder.glob("*.log"))
        lines = [
            line for log in logs for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        ]
        return [line for line in lines if any(mark in line for mark in marks)]

    @staticmethod
    def _failures(*steps: Callable[[], None]) -> Mapping[str, Callable[[], None]]:
        return dict(zip(FAILURES, steps, strict=True))

    def _restart_actions(self) -> None:
        self.actions.stop()
        self._actions = self._spawn_actions()
        self._wait_for_actions()

    def _resume_actions(self) -> None:
        if self.actions.is_running:
            self.actions.resume()
            self._wait_for_actions()

    def _wait_for_actions(self) -> None:
        self.actions.wait_until(self._actions_answer, self.config.start_timeout_s)

    def _actions_answer(self) -> bool:
        try:
            session = requests.Session()
            session.trust_env = False
            return session.get(f"http://127.0.0.1:{self._actions_port}/health", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def _spawn_actions(self) -> Process:
        return self._spawn("action server", "actions.log", ["actions"])

    def _spawn_rasa(self) -> Process:
        arguments = [
            "rasa", "run", "--model", str(self.config.model), "--endpoints", "endpoints.yml",
            "--credentials", "credentials.yml", "--interface", "127.0.0.1", "--port", str(self._rasa_port),
            "--enable-api", "--auth-token", self._token,
        ]  # fmt: skip
        return self._spawn("Rasa server", "rasa.log", arguments)

    def _spawn(self, name: str, log: str, module: list[str]) -> Process:
        env = {
            **os.environ,
            **shop_environment(self.shop.url, self.now),
            "ACTIONS_PORT": str(self._actions_port),
            "ACTIONS_HOST": "127.0.0.1",
            "XIAOER_ACTIONS_SECRET": self._secret,
            "XIAOER_SESSION_SECRET": self._secret + self._token,
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "2",
        }
        env.pop(
            "PYTHONDONTWRITEBYTECODE", None
        )  # without kept bytecode every start of Rasa takes ten seconds longer
        command = [sys.executable, "-m", *module]
        return Process(name, command, env, self.folder / log, self.config.project)
