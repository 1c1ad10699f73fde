"""The web channel over plain HTTP (docs/web.md, "HTTP"), for pages that Socket.IO does not reach."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from channels.failures import place
from channels.web_chat import Begun, WebChat, identity
from channels.web_config import BODY_MAX
from channels.web_errors import WebError
from channels.web_requests import PAGE_MAX, fields, language, number, number_or_none, sending
from channels.web_sockets import FIRST_PAGE
from shop.domain.conversation import ChatMessage, Conversation

log = logging.getLogger(__name__)

PREFIX = "/chat/v1"
LONGEST_WAIT_S = 25

Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class Http:
    """`on_ended(conversation_id)` is told of log-outs."""

    def __init__(
        self,
        chat: WebChat,
        address_of: Callable[[Request], str],
        on_ended: Callable[[str], Awaitable[None]],
    ) -> None:
        self._chat = chat
        self._address_of = address_of
        self._on_ended = on_ended
        self._arrivals: dict[str, asyncio.Event] = {}  # of conversations that somebody waits for

    def add_to(self, blueprint: Blueprint) -> None:
        routes: list[tuple[Handler, str, str]] = [
            (self._begin, "/session", "POST"),
            (self._end, "/session", "DELETE"),
            (self._send, "/messages", "POST"),
            (self._read, "/messages", "GET"),
            (self._language, "/language", "POST"),
            (self._seen, "/seen", "POST"),
        ]
        for handler, path, method in routes:
            name = f"{method}_{path[1:]}".lower()
            blueprint.add_route(_answering(handler, name), PREFIX + path, methods=[method], name=name)

    async def deliver(self, conversation: Conversation, message: ChatMessage) -> None:
        """Wake those who wait for this conversation."""
        arrival = self._arrivals.pop(conversation.id, None)
        if arrival is not None:
            arrival.set()

    async def _begin(self, request: Request) -> HTTPResponse:
        given, address = _body(request, optional=True), self._address_of(request)
        login = given.get("login")
        if login is not None and not isinstance(login, str):
            raise WebError("bad_request")
        spoken = language(given["language"]) if given.get("language") is not None else None
        begun = await self._chat.begin(_token(request), login, spoken, address)
        if begun.ended is not None:
            await self._on_ended(begun.ended)
        return json(_begun(begun))

    async def _end(self, request: Request) -> HTTPResponse:
        session, _ = await self._chat.session(_token(request), self._address_of(request))
        await self._chat.end(session)
        await self._on_ended(session.conversation_id)
        return empty()

    async def _send(self, request: Request) -> HTTPResponse:
        address = self._address_of(request)
        session, _ = await self._chat.session(_token(request), address)
        return json(await self._chat.send(session, sending(_body(request)), address), status=202)

    async def _read(self, request: Request) -> HTTPResponse:
        chat = self._chat
        session, state = await chat.session(_token(request), self._address_of(request))
        chat.limits.hit("call", session.conversation_id)
        after, before = number_or_none(request.args.get("after")), number_or_none(request.args.get("before"))
        limit = number(request.args.get("limit", str(FIRST_PAGE)), 1, PAGE_MAX)
        wait_s = number(request.args.get("wait", "0"), 0, LONGEST_WAIT_S)
        if after is None:
            messages, more = await chat.before(session, before, limit)
        else:
            messages, more = await chat.after(session, after, limit)
            if not messages and wait_s:
                await self._wait(session.conversation_id, after, wait_s)
                session, state = await chat.current(session)
                messages, more = await chat.after(session, after, limit)
        return json({"messages": messages, "more": more, **chat.described(session, state)})

    async def _wait(self, conversation_id: str, after: int, wait_s: int) -> None:
        """Until something later than `after` arrives or the time is over."""
        clock = asyncio.get_running_loop()
        end = clock.time() + wait_s
        while True:  # what wakes may be the customer's own message, which is known already
            arrival = self._arrivals.setdefault(conversation_id, asyncio.Event())
            if await self._chat.last_seq(conversation_id) > after:  # between the first look and the event
                return
            try:
                await asyncio.wait_for(arrival.wait(), max(0.0, end - clock.time()))
            except asyncio.TimeoutError:
                return

    async def _language(self, request: Request) -> HTTPResponse:
        session, _ = await self._chat.session(_token(request), self._address_of(request))
        self._chat.limits.hit("call", session.conversation_id)
        await self._chat.speak(session, language(_body(request).get("language")))
        return empty()

    async def _seen(self, request: Request) -> HTTPResponse:
        session, _ = await self._chat.session(_token(request), self._address_of(request))
        self._chat.limits.hit("call", session.conversation_id)
        await self._chat.seen(session, number(_body(request).get("seq")))
        return empty()


def _answering(handler: Handler, name: str) -> Handler:
    """`handler` with refusals made answers."""

    async def answer(request: Request) -> HTTPResponse:
        try:
            response = await handler(request)
        except WebError as error:
            response = refusal(error)
        except SanicException:
            raise
        except Exception as error:
            log.error("a request of the web chat failed: %s", place(error))
            response = refusal(WebError("internal"))
        response.headers["Cache-Control"] = "no-store"
        return response

    answer.__name__ = name
    return answer


def refusal(error: WebError) -> HTTPResponse:
    headers = {"Cache-Control": "no-store"}
    if "retry_after" in error.details:
        headers["Retry-After"] = str(error.details["retry_after"])
    return json(error.as_json(), status=error.status, headers=headers)


def _begun(begun: Begun) -> dict[str, Any]:
    return {
        "token": begun.token, "is_new": begun.is_new, "language": begun.language, **identity(begun.session),
    }  # fmt: skip


def _token(request: Request) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _body(request: Request, *, optional: bool = False) -> Any:
    if len(request.body) > BODY_MAX:
        raise WebError("too_large", max=BODY_MAX)
    if optional and not request.body:
        return {}
    try:
        return fields(request.json)
    except SanicException:
        raise WebError("bad_request") from None
