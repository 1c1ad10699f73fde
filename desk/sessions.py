"""Who is asking, and whether the request comes from the desk's own page."""

from __future__ import annotations

import asyncio
import functools
import hmac
import re
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from desk.config import DeskConfig
from shop.domain.errors import Unavailable
from shop.domain.staff import SESSION_LONGEST
from shop.service.staff import StaffAccounts

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]
_ONCE = re.compile(r"[0-9a-f]{32}")


class Forbidden(Exception):
    """A changing request without the token of the session, or from another site."""


class Sessions:
    """The cookie holds a random name of a session that stands in the database, and nothing else."""

    def __init__(self, accounts: StaffAccounts, config: DeskConfig) -> None:
        self._accounts = accounts
        self._secure = config.secure_cookies
        # With the prefix a browser takes the cookie only over HTTPS, from this very host.
        self.cookie = "__Host-desk" if config.secure_cookies else "desk"

    async def load(self, request: Request) -> None:
        """`request.ctx.session` is the session or None."""
        request.ctx.session = request.ctx.problem = None
        token = request.cookies.get(self.cookie)
        if token:
            try:
                request.ctx.session = await asyncio.to_thread(self._accounts.session, token)
            except Unavailable as error:  # told where it matters; raised here, Sanic would not survive it
                request.ctx.problem = error

    async def begin(self, request: Request, answer: HTTPResponse, staff_id: str) -> None:
        """A session under a new name: one that was there before log-in never becomes one that is logged in."""
        await self.end(request, answer)
        token, _ = await asyncio.to_thread(self._accounts.begin_session, staff_id)
        self.set_cookie(answer, self.cookie, token, int(SESSION_LONGEST.total_seconds()))

    async def end(self, request: Request, answer: HTTPResponse) -> None:
        token = request.cookies.get(self.cookie)
        if token:
            await asyncio.to_thread(self._accounts.end_session, token)
            self.set_cookie(answer, self.cookie, "", 0)

    def set_cookie(self, answer: HTTPResponse, name: str, value: str, seconds: int) -> None:
        answer.cookies[name] = value
        settings = {"path": "/", "httponly": True, "samesite": "Strict", "max-age": seconds}
        answer.cookies[name].update({**settings, "secure": True} if self._secure else settings)


def staff_only(handler: Handler) -> Handler:
    """For pages: whoever is not logged in is sent to the log-in."""

    @functools.wraps(handler)
    async def guarded(request: Request, *args: str, **kwargs: str) -> HTTPResponse:
        if request.ctx.problem is not None:
            raise request.ctx.problem
        if request.ctx.session is None:
            return redirect("/login", status=303)
        return await handler(request, *args, **kwargs)

    return guarded


def changes(handler: Handler) -> Handler:
    """For requests that change something: logged in, from our own page, with the session's token.

    `request.ctx.once` names the request. Raises Forbidden.
    """

    @staff_only
    @functools.wraps(handler)
    async def guarded(request: Request, *args: str, **kwargs: str) -> HTTPResponse:
        require_own_page(request)
        if not same(field(request, "csrf"), request.ctx.session.csrf) or not _ONCE.fullmatch(
            field(request, "once")
        ):
            raise Forbidden
        request.ctx.once = field(request, "once")
        return await handler(request, *args, **kwargs)

    return guarded


def require_own_page(request: Request) -> None:
    """Raises Forbidden for a request that another site has sent."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden


def field(request: Request, name: str) -> str:
    """A field of the form, empty where it is missing."""
    return str((request.form or {}).get(name) or "")


def same(given: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
