"""The web channel over plain HTTP: sending, waiting, limits, origins, sizes."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from channels.web_config import BODY_MAX, LIMITS
from channels.web_errors import ERRORS
from channels.web_http import Http
from shop.bootstrap import Shop
from tests.channels.web_site import NO_LIMITS, Site, client_id, config, serving

ORIGIN = "https://shop.example"


async def send(site: Site, token: str, text: str, **more: Any) -> tuple[int, Any, dict[str, str]]:
    return await site.request(
        "POST", "/chat/v1/messages", token, {"client_id": client_id(), "text": text, **more}
    )


async def read(site: Site, token: str, query: str = "") -> dict[str, Any]:
    status, found, _ = await site.request("GET", f"/chat/v1/messages{query}", token)
    assert status == 200, found
    return dict(found)


async def test_a_conversation_by_plain_http(web: Site) -> None:
    token = (await web.begin(language="zh"))["token"]
    status, sent, headers = await send(web, token, "你好")
    assert status == 202 and sent["seq"] == 1 and headers["Cache-Control"] == "no-store"
    answer = await read(web, token, "?after=1&wait=25")
    assert [m["body"]["text"] for m in answer["messages"]] == ["You said: 你好"]
    assert answer["holder"] == "assistant" and answer["language"] == "zh" and not answer["more"]
    everything = await read(web, token)
    assert [m["seq"] for m in everything["messages"]] == [1, 2] and everything["last_seq"] == 2
    older = await read(web, token, "?before=2&limit=1")
    assert [m["seq"] for m in older["messages"]] == [1] and not older["more"]
    assert (await web.request("POST", "/chat/v1/seen", token, {"seq": 2}))[0] == 204
    assert (await web.request("POST", "/chat/v1/language", token, {"language": "en"}))[0] == 204
    after = await read(web, token, "?after=2")
    assert (after["messages"], after["seen_seq"], after["language"]) == ([], 2, "en")


async def test_who_waits_is_woken_by_what_a_person_writes(web: Site) -> None:
    token = (await web.begin())["token"]
    await send(web, token, "hi")
    await read(web, token, "?after=1&wait=25")
    conversation = web.processor.heard[0].sender_id
    waiting = [asyncio.create_task(read(web, token, "?after=2&wait=25")) for _ in range(3)]
    await asyncio.to_thread(web.shop.conversations.append, conversation, "person", {"text": "Mia here"})
    for found in await asyncio.gather(*waiting):
        assert [m["body"]["text"] for m in found["messages"]] == ["Mia here"]


async def test_who_waits_sleeps_on_where_nothing_new_has_come() -> None:
    """What is delivered late may be the customer's own message, which is known already: the answer is still to come."""
    seq = 1

    async def last_seq(conversation_id: str) -> int:
        return seq

    async def nobody(conversation_id: str) -> None:
        pytest.fail("nobody logs out")

    http = Http(SimpleNamespace(last_seq=last_seq), lambda request: "", nobody)  # type: ignore[arg-type]
    conversation = SimpleNamespace(id="c")
    waiting = asyncio.create_task(http._wait("c", 1, 60))
    for _ in range(2):
        await asyncio.sleep(0)
        await http.deliver(conversation, SimpleNamespace())  # type: ignore[arg-type]
    await asyncio.sleep(0.05)
    assert not waiting.done()
    seq = 2
    await http.deliver(conversation, SimpleNamespace())  # type: ignore[arg-type]
    await asyncio.wait_for(waiting, 10)


async def test_http_and_socket_share_one_conversation(web: Site) -> None:
    token = (await web.begin())["token"]
    page = await web.page(token)
    await send(web, token, "by HTTP")
    await page.until(lambda: len(page.messages) == 2)
    await page.ask("by Socket.IO")
    assert [m["seq"] for m in (await read(web, token, "?after=0"))["messages"]] == [1, 2, 3, 4]
    await page.close()


async def test_a_repeated_client_id_counts_once(web: Site) -> None:
    token, name = (await web.begin())["token"], client_id()
    answers = [
        await web.request("POST", "/chat/v1/messages", token, {"client_id": name, "text": "once"})
        for _ in range(3)
    ]
    assert [(answer["seq"], answer["duplicate"]) for _, answer, _ in answers] == [
        (1, False), (1, True), (1, True),
    ]  # fmt: skip
    await read(web, token, "?after=1&wait=25")
    assert len(web.processor.heard) == 1


@pytest.mark.parametrize(
    "query",
    ["?after=x", "?after=-1", "?after=99999999999", "?before=1.5", "?limit=0", "?limit=101", "?after=1&wait=26", "?after=%00"],
)  # fmt: skip
async def test_what_is_no_query(web: Site, query: str) -> None:
    token = (await web.begin())["token"]
    status, error, _ = await web.request("GET", f"/chat/v1/messages{query}", token)
    assert (status, error["code"]) == (400, "bad_request")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"client_id": 1}'])
async def test_what_is_no_body(web: Site, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {(await web.begin())['token']}", "Content-Type": "application/json"}
    async with web.http.post(web.url + "/chat/v1/messages", data=body, headers=headers) as answer:
        assert answer.status == 400 and (await answer.json())["code"] == "bad_request"


async def test_a_long_message_and_a_large_request_are_refused_with_their_limits(web: Site) -> None:
    token = (await web.begin())["token"]
    status, error, _ = await send(web, token, "字" * 2001)
    assert (status, error["code"], error["max"]) == (400, "too_long", 2000)
    status, error, _ = await send(web, token, "x", more="y" * BODY_MAX)
    assert (status, error["code"], error["max"]) == (413, "too_large", BODY_MAX)
    async with web.http.post(web.url + "/chat/v1/messages", data=b"x" * (3 * 1024 * 1024)) as answer:
        assert answer.status == 413  # of the server itself, before it is read
    assert web.processor.heard == []


@pytest.mark.parametrize(
    ("limit", "count"), [("send", 3), ("send_address", 3)], ids=["by session", "by address"]
)
async def test_too_many_messages_are_slowed_down(web_shop: Shop, limit: str, count: int) -> None:
    async with serving(web_shop, config(limits={**NO_LIMITS, limit: f"{count}/minute"})) as site:
        token = (await site.begin())["token"]
        other = (await site.begin())["token"]
        for _ in range(count):
            assert (await send(site, token, "hi"))[0] == 202
        status, error, headers = await send(site, token, "hi")
        assert (status, error["code"]) == (429, "slow_down")
        assert 1 <= error["retry_after"] <= 61 and headers["Retry-After"] == str(error["retry_after"])
        assert error["text"]["en"] and error["text"]["zh"]
        assert (await send(site, other, "hi"))[0] == (202 if limit == "send" else 429)
        page = await site.page(other)
        assert (await page.say("hi")).get("ok") is (limit == "send")
        await page.close()


async def test_too_many_new_sessions_and_connections_are_slowed_down(web_shop: Shop) -> None:
    limits = {**NO_LIMITS, "begin_address": "2/minute", "connect_address": "2/minute"}
    async with serving(web_shop, config(limits=limits, proxies=1)) as site:
        for _ in range(2):
            token = (await site.begin())["token"]
        status, error, _ = await site.request("POST", "/chat/v1/session")
        assert (status, error["code"]) == (429, "slow_down")
        # Another customer behind the trusted proxy; what the customer writes into the header does not count.
        assert (await site.request("POST", "/chat/v1/session", X_Forwarded_For="8.8.8.8, 203.0.113.9"))[
            0
        ] == 200
        assert (await site.request("POST", "/chat/v1/session", X_Forwarded_For="9.9.9.9, 203.0.113.9"))[
            0
        ] == 200
        assert (await site.request("POST", "/chat/v1/session", X_Forwarded_For="1.1.1.1, 203.0.113.9"))[
            0
        ] == 429
        for _ in range(2):
            await (await site.page(token)).close()
        with pytest.raises(ConnectionRefusedError):
            await site.page(token)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (ORIGIN, True), ("SELF", True), ("https://evil.example", False), ("http://shop.example", False),
        ("https://shop.example.evil.example", False), ("https://shop.example:8443", False), ("null", False),
        ("", False), ("https://", False),
    ],
)  # fmt: skip
async def test_only_allowed_origins_use_the_chat(web_shop: Shop, origin: str, allowed: bool) -> None:
    async with serving(web_shop, config(origins=frozenset({ORIGIN}))) as site:
        given = site.url if origin == "SELF" else origin
        status, body, headers = await site.request("POST", "/chat/v1/session", Origin=given)
        assert status == (200 if allowed else 403)
        assert headers.get("Access-Control-Allow-Origin") == (given if allowed else None)
        assert "Origin" in headers["Vary"]
        if not allowed:
            assert body["code"] == "origin_refused"
        preflight = {
            "Access_Control_Request_Method": "POST",
            "Access_Control_Request_Headers": "authorization",
        }
        status, _, headers = await site.request("OPTIONS", "/chat/v1/messages", Origin=given, **preflight)
        assert headers.get("Access-Control-Allow-Origin") == (given if allowed else None)
        assert ("authorization" in headers.get("Access-Control-Allow-Headers", "").lower()) is allowed
        assert headers.get("Access-Control-Allow-Credentials") is None  # there are no cookies to send
        polling = "/chat/socket.io/?EIO=4&transport=polling"
        status, _, headers = await site.request("GET", polling, Origin=given)
        assert (status == 200) is allowed
        assert headers.get("Access-Control-Allow-Origin") == (given if allowed else None)
        status, body, headers = await site.request("GET", "/chat/v1/origin", Origin=given)
        assert (status, (body or {}).get("code")) == ((204, None) if allowed else (403, "origin_refused"))
        assert headers["Access-Control-Allow-Origin"] == "*"  # the page is to learn why nothing else answers


async def test_no_cookie_is_ever_set(web: Site) -> None:
    for path in ("/", "/chat/", "/chat/socket.io/?EIO=4&transport=polling"):
        assert "Set-Cookie" not in (await web.request("GET", path))[2]
    assert "Set-Cookie" not in (await web.request("POST", "/chat/v1/session"))[2]


async def test_unknown_addresses_and_methods(web: Site) -> None:
    assert (await web.request("GET", "/chat/v1/secrets"))[0] == 404
    assert (await web.request("PUT", "/chat/v1/session"))[0] == 405


def test_every_refusal_has_words_in_both_languages() -> None:
    for code, (status, en, zh) in ERRORS.items():
        assert 400 <= status < 600 and en.isascii() and not zh.isascii(), code
    assert json.dumps(LIMITS)
