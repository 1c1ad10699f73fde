"""One message is understood before the first customer's."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace

import pytest

from channels.warm_up import warm


class Agent:
    def __init__(self, *, ready: bool = True, broken: bool = False) -> None:
        self.parsed: list[str] = []
        self._ready, self._broken = ready, broken

    def is_ready(self) -> bool:
        return self._ready

    async def parse_message(self, text: str) -> None:
        if self._broken:
            raise RuntimeError("liu.yang@example.com")
        self.parsed.append(text)


def started(agent: Agent | None) -> None:
    asyncio.run(warm(SimpleNamespace(ctx=SimpleNamespace(agent=agent))))  # type: ignore[arg-type]


def test_a_greeting_is_understood() -> None:
    agent = Agent()
    started(agent)
    assert agent.parsed == ["hello"]


def test_a_server_without_a_model_starts_all_the_same() -> None:
    agent = Agent(ready=False)
    started(agent)
    started(None)
    assert agent.parsed == []


def test_what_goes_wrong_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        started(Agent(broken=True))
    assert "RuntimeError" in caplog.text
    assert "example.com" not in caplog.text
