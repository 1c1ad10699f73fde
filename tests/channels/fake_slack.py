"""Slack on loopback: its Web API, its response addresses, and the requests that it sends, signed.

Strict where Slack is: a wrong token, blocks over the limits and foreign scopes are refused as Slack does.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from channels.slack_signature import signature

WAIT_S = 100  # the tests' limit is 120
TOKEN, SECRET, TEAM, BOT = "xoxb-1-fake", "0123456789abcdef0123456789abcdef", "T1", "U0BOT"
Answer = tuple[int, dict[str, str], dict[str, Any]]
Json = dict[str, Any]


def rate_limited(seconds: int) -> Answer:
    return 429, {"Retry-After": str(seconds)}, {"ok": False, "error": "ratelimited"}


class FakeSlack:
    """`posts`: what chat.postMessage took. `answers`: what the next calls get instead of success."""

    def __init__(self) -> None:
        self.posts: list[Json] = []
        self.responses: list[Json] = []  # to commands and presses
        self.calls = 0  # of chat.postMessage, refused ones too
        self.answers: deque[Answer] = deque()
        self.url = ""
        self._changed = asyncio.Condition()
        self._ids = itertools.count(1)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeSlack]:
        app = web.Application()
        app.router.add_post("/api/chat.postMessage", self._post)
        app.router.add_post("/api/conversations.open", self._open)
        app.router.add_post("/hooks/{id}", self._respond)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something came that makes it so. Raises TimeoutError before the test's own limit would end it."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(is_so), WAIT_S)

    def texts(self) -> list[str]:
        return [post["text"] for post in self.posts]

    async def _post(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls += 1
        answer = self._refusal(request)
        if answer is None and self.answers:
            answer = self.answers.popleft()
        if answer is None and (wrong := wrong_blocks(body.get("blocks") or [])):
            answer = 200, {}, {"ok": False, "error": "invalid_blocks", "errors": wrong}
        if answer is None:
            await self._note(self.posts, body)
            answer = 200, {}, {"ok": True, "channel": body["channel"], "ts": self.ts()}
        else:
            await self._note([], body)
        status, headers, told = answer
        return web.json_response(told, status=status, headers=headers)

    async def _open(self, request: web.Request) -> web.Response:
        body = await request.json()
        refused = self._refusal(request)
        if refused is not None:
            return web.json_response(refused[2])
        return web.json_response({"ok": True, "channel": {"id": "D" + body["users"][1:]}})

    async def _respond(self, request: web.Request) -> web.Response:
        await self._note(self.responses, await request.json())
        return web.Response(text="ok")

    def _refusal(self, request: web.Request) -> Answer | None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 200, {}, {"ok": False, "error": "invalid_auth"}
        return None

    async def _note(self, where: list[Json], body: Json) -> None:
        async with self._changed:
            where.append(body)
            self._changed.notify_all()

    def ts(self) -> str:
        return f"1700000000.{next(self._ids):06d}"

    # What Slack sends.

    def event(self, text: str, **changes: Any) -> Json:
        """A direct message of U1, unless the event's fields say otherwise."""
        number = next(self._ids)
        event = {
            "type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": text, "ts": self.ts(),
            "team": TEAM, "client_msg_id": f"c{number}", **changes,
        }  # fmt: skip
        return {
            "type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": f"Ev{number:09d}",
            "event_time": 1_700_000_000, "event": {k: v for k, v in event.items() if v is not None},
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        }  # fmt: skip

    def mention(self, text: str, **changes: Any) -> Json:
        told = {"type": "app_mention", "channel": "C1", "channel_type": None, **changes}
        return self.event(f"<@{BOT}> {text}", **told)

    def press(self, post: Json, index: int, user: str = "U1", **changes: Any) -> Json:
        """The button or option at `index` of a message that was posted."""
        (actions,) = [block for block in post["blocks"] if block["type"] == "actions"]
        first = actions["elements"][0]
        if first["type"] == "static_select":
            action = {**first, "selected_option": first["options"][index]}
            del action["options"]
        else:
            action = actions["elements"][index]
        message = {"type": "message", "ts": post.setdefault("ts", self.ts()), "user": BOT, **post}
        return {
            "type": "block_actions", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM},
            "channel": {"id": post["channel"]}, "message": message, "actions": [action],
            "trigger_id": f"{next(self._ids)}.1", "response_url": f"{self.url}/hooks/press", **changes,
        }  # fmt: skip

    def command(self, text: str, user: str = "U1", **changes: str) -> dict[str, str]:
        return {
            "command": "/xiaoer", "text": text, "team_id": TEAM, "channel_id": "C7", "user_id": user,
            "trigger_id": f"{next(self._ids)}.2", "response_url": f"{self.url}/hooks/command", **changes,
        }  # fmt: skip


class Requests:
    """Slack's side of one server of ours."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def send(self, payload: Json, **headers: str) -> aiohttp.ClientResponse:
        """An event as JSON, a press or a command as a form."""
        if payload.get("type") == "block_actions":
            return await self.raw(urlencode({"payload": json.dumps(payload)}).encode(), FORM, **headers)
        if "command" in payload:
            return await self.raw(urlencode(payload).encode(), FORM, **headers)
        return await self.raw(json.dumps(payload).encode(), "application/json", **headers)

    async def raw(self, body: bytes, kind: str, **headers: str) -> aiohttp.ClientResponse:
        """Signed, unless `headers` say otherwise; underscores in their names stand for hyphens."""
        stamp = headers.pop("stamp", str(int(time.time())))
        told = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": headers.pop("sign", signature(SECRET, stamp, body)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/webhooks/slack/webhook", data=body, headers=told) as answer,
        ):
            await answer.read()
            return answer


FORM = "application/x-www-form-urlencoded"


def wrong_blocks(blocks: list[Json]) -> list[str]:
    """What Slack would not take. https://docs.slack.dev/reference/block-kit"""
    wrong = [] if len(blocks) <= 50 else [f"{len(blocks)} blocks"]

    def text(found: Any, limit: int, *kinds: str) -> None:
        if not isinstance(found, dict) or found.get("type") not in kinds:
            wrong.append(f"no text: {found!r}"[:80])
        elif not 1 <= len(found["text"]) <= limit:
            wrong.append(f"text of {len(found['text'])} characters, at most {limit}")

    for block in blocks:
        kind = block.get("type")
        if kind == "section":
            text(block.get("text"), 3000, "mrkdwn", "plain_text")
        elif kind == "context":
            if not 1 <= len(block["elements"]) <= 10:
                wrong.append("context elements")
        elif kind == "actions":
            elements = block["elements"]
            names = [element["action_id"] for element in elements]
            if not 1 <= len(elements) <= 25 or len(set(names)) < len(names):
                wrong.append("elements")
            for element in elements:
                if element["type"] == "button":
                    text(element["text"], 75, "plain_text")
                    if not 1 <= len(element["value"]) <= 2000:
                        wrong.append("value")
                elif element["type"] == "static_select":
                    text(element["placeholder"], 150, "plain_text")
                    if not 1 <= len(element["options"]) <= 100:
                        wrong.append("options")
                    for option in element["options"]:
                        text(option["text"], 75, "plain_text")
                        if not 1 <= len(option["value"]) <= 150:
                            wrong.append("option value")
                else:
                    wrong.append(f"element {element['type']}")
        elif kind == "image":
            if len(block["image_url"]) > 3000 or not block["alt_text"]:
                wrong.append("image")
        else:
            wrong.append(f"block {kind}")
    return wrong
