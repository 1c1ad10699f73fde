"""Logging in and out; tries are limited by account and by address."""

from __future__ import annotations

import asyncio
import logging
import secrets

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from desk.config import DeskConfig
from desk.pages import Pages, language_of
from desk.sessions import Sessions, changes, field, require_own_page, same
from desk.words import words_of
from shop.service.staff import StaffAccounts

log = logging.getLogger(__name__)

BEFORE_COOKIE = "desk_before"  # ties the log-in form to this browser, so that no other site logs one in
BEFORE_SECONDS = 3600


class Tries:
    """Counts tries before they are made, so that many at the same time count, too. Kept in this process."""

    def __init__(self, config: DeskConfig) -> None:
        self._storage = MemoryStorage()  # the limiter itself holds it by a weak reference only
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._both = config.limit("tries_by_login_and_address")
        self._login = config.limit("tries_by_login")
        self._address = config.limit("tries_by_address")

    def allow(self, login: str, address: str) -> bool:
        hit = self._limiter.hit
        return (
            hit(self._address, "address", address)
            and hit(self._both, "both", login, address)
            and hit(self._login, "login", login)
        )

    def forget(self, login: str, address: str) -> None:
        """After a right one."""
        self._limiter.clear(self._both, "both", login, address)


class Logins:
    def __init__(self, accounts: StaffAccounts, sessions: Sessions, pages: Pages, config: DeskConfig) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._pages = pages
        self._tries = Tries(config)

    def add_to(self, app: Sanic) -> None:
        app.add_route(self.form, "/login", methods=["GET"], name="login_form")
        app.add_route(self.log_in, "/login", methods=["POST"], name="log_in")
        app.add_route(changes(self.log_out), "/logout", methods=["POST"], name="log_out")

    async def form(self, request: Request) -> HTTPResponse:
        if request.ctx.session is not None:
            return redirect("/queue", status=303)
        return self._form(request)

    async def log_in(self, request: Request) -> HTTPResponse:
        require_own_page(request)
        if not same(field(request, "before"), request.cookies.get(BEFORE_COOKIE) or ""):
            return self._form(request, "page_too_old", 400)
        login = field(request, "login").strip().casefold()[:40]
        address = request.remote_addr or request.ip
        if not self._tries.allow(login, address):
            log.warning("log-in refused: too many tries from %s", address)
            return self._form(request, "login_too_often", 429)
        staff = await asyncio.to_thread(self._accounts.authenticate, login, field(request, "password"))
        if staff is None:
            log.warning("log-in failed, from %s", address)
            return self._form(request, "login_failed", 401)
        self._tries.forget(login, address)
        log.info("%s has logged in", staff.id)
        answer = redirect("/queue", status=303)
        await self._sessions.begin(request, answer, staff.id)
        return answer

    async def log_out(self, request: Request) -> HTTPResponse:
        answer = redirect("/login", status=303)
        await self._sessions.end(request, answer)
        return answer

    def _form(self, request: Request, problem: str | None = None, status: int = 200) -> HTTPResponse:
        before = secrets.token_urlsafe(24)
        told = words_of(language_of(request))(problem) if problem else ""
        answer = self._pages.page("login.html", request, status=status, before=before, problem=told)
        self._sessions.set_cookie(answer, BEFORE_COOKIE, before, BEFORE_SECONDS)
        return answer
