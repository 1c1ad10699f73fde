"""The same over a WebSocket, spoken by hand (Engine.IO 4, Socket.IO 5): no library between test and wire."""

from __future__ import annotations

import json
from typing import Any

import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatusCode
from websockets.legacy.client import WebSocketClientProtocol

from tests.channels.web_site import Site, client_id

LIMIT_S = 300


class Socket:
    def __init__(self, wire: WebSocketClientProtocol) -> None:
        self.wire = wire

    async def packet(self, *starts: str) -> Any:
        """The content of the next packet that begins so; pings are answered on the way."""
        while True:
            text = str(await self.wire.recv())
            if text == "2":
                await self.wire.send("3")
            for start in starts:
                if text.startswith(start):
                    return json.loads(text[len(start) :])

    async def event(self, name: str) -> Any:
        while True:
            event, data = await self.packet("42")
            if event == name:
                return data


def connecting(site: Site, **options: Any) -> Any:
    url = site.url.replace("http:", "ws:") + "/chat/socket.io/?EIO=4&transport=websocket"
    return websockets.connect(url, open_timeout=LIMIT_S, **options)  # type: ignore[attr-defined]


async def test_a_message_over_a_websocket(web: Site) -> None:
    token = (await web.begin())["token"]
    async with connecting(web) as wire:
        socket = Socket(wire)
        assert (await socket.packet("0"))["sid"]
        await wire.send("40" + json.dumps({"token": token, "after": None}))
        assert (await socket.packet("40"))["sid"]
        assert (await socket.event("ready"))["messages"] == []
        await wire.send("421" + json.dumps(["send", {"client_id": client_id(), "text": "你好"}]))
        [answer] = await socket.packet("431")
        assert answer["ok"] and answer["seq"] == 1
        texts: list[str] = []
        while len(texts) < 2:
            texts += [m["body"]["text"] for m in (await socket.event("messages"))["messages"]]
        assert texts == ["你好", "You said: 你好"]


async def test_without_a_token_the_namespace_stays_closed(web: Site) -> None:
    async with connecting(web) as wire:
        socket = Socket(wire)
        await wire.send("40" + json.dumps({"token": "forged"}))
        refused = await socket.packet("44")
        assert refused["data"]["code"] == "no_session" and refused["data"]["text"]["zh"]
        await wire.send("421" + json.dumps(["send", {"client_id": client_id(), "text": "let me in"}]))
    assert web.processor.heard == []


async def test_a_foreign_page_opens_no_websocket(web: Site) -> None:
    with pytest.raises(InvalidStatusCode) as refused:
        async with connecting(web, origin="https://evil.example"):
            pass
    assert refused.value.status_code in (400, 403)


@pytest.mark.parametrize(
    "packet",
    ["4", "42", "42{", '42["send"]', '42["nonsense",{}]', '42["disconnect"]', '42["connect",{}]', "9x", "b" * 50, "45-[]", '2["send",1]'],
)  # fmt: skip
async def test_packets_that_are_none_do_no_harm(web: Site, packet: str) -> None:
    token = (await web.begin())["token"]
    async with connecting(web) as wire:
        await wire.send("40" + json.dumps({"token": token}))
        await Socket(wire).event("ready")
        await wire.send(packet)
    page = await web.page(token)
    await page.ask("still there?")
    assert [heard.text for heard in web.processor.heard] == ["still there?"]
    await page.close()


async def test_a_packet_that_is_too_large_ends_the_connection(web: Site) -> None:
    token = (await web.begin())["token"]
    async with connecting(web) as wire:
        await wire.send("40" + json.dumps({"token": token}))
        socket = Socket(wire)
        await socket.event("ready")
        with pytest.raises(ConnectionClosed):
            await wire.send("42" + json.dumps(["send", {"client_id": client_id(), "text": "x" * 200_000}]))
            await socket.event("never")
    assert web.processor.heard == []
