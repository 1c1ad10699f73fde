"""The action server believes nobody without the secret, gives nothing of a call back, and logs none of its words."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic

from actions import rasa_actions
from actions.server import ServerConfig, create_app
from shop import private_logs
from shop.bootstrap import Shop

SECRET = "a-secret-of-the-two-servers"
PERSONAL = "jane.miller@example.com says Zebulon Quackenbush"


@pytest.fixture
async def http(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(Sanic, "test_mode", True)
    monkeypatch.setattr(Sanic, "_app_registry", {})
    app = create_app(shop, ServerConfig(SECRET))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        yield client
    await server.before_stop()
    server.server.close()
    await server.after_stop()


def call(action: str = "action_answer_policy", **tracker: Any) -> dict[str, Any]:
    state = {"sender_id": "anna", "slots": {}, "events": [], "latest_message": {"text": PERSONAL}, **tracker}
    return {"next_action": action, "tracker": state, "domain": {}, "sender_id": "anna"}


@pytest.mark.parametrize(
    "given",
    [None, "", "Bearer", "Bearer wrong", f"Bearer {SECRET}x", SECRET, f"bearer {SECRET}", "Bearer ünicode"],
)
async def test_without_the_secret_nothing_is_done(http: httpx.AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    answer = await http.post("/webhook", json=call(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401 and "jane" not in answer.text


async def test_with_the_secret_an_action_runs(http: httpx.AsyncClient) -> None:
    answer = await http.post("/webhook", json=call(), headers={"Authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 200 and answer.json()["events"]


async def test_an_error_gives_nothing_back_and_logs_no_words(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError(PERSONAL)

    monkeypatch.setattr(rasa_actions.answers, "respond", fail)
    monkeypatch.setattr(logging, "_logRecordFactory", logging.getLogRecordFactory())  # as before afterwards
    private_logs.install()
    answer = await http.post("/webhook", json=call(), headers={"Authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 500 and answer.json() == {"error": "the action failed"}
    assert "KeyError" in caplog.text and "Zebulon" not in caplog.text and "jane" not in caplog.text


async def test_what_is_no_call(http: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer {SECRET}"}
    for body in ({}, [], {"next_action": "x"}, {"next_action": "x", "tracker": []}):
        assert (await http.post("/webhook", json=body, headers=headers)).status_code == 400
    unknown = await http.post("/webhook", json=call("action_steal"), headers=headers)
    assert unknown.status_code == 404 and "jane" not in unknown.text


@pytest.mark.parametrize("settings", [{"secret": "short"}, {"port": 0}, {"deadline_s": 60}])
def test_settings_that_cannot_be(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        ServerConfig(**{"secret": SECRET, **settings})
