"""The desk as a Sanic application, put together here and nowhere else."""

from __future__ import annotations

import logging
from pathlib import Path

from sanic import Sanic
from sanic.exceptions import NotFound as NoRoute
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from desk.acts import Acts
from desk.answers import Answers, open_configured
from desk.config import DeskConfig
from desk.logins import Logins
from desk.pages import HEADERS, HTTPS_ONLY, Pages, language_of
from desk.search import search_of
from desk.sessions import Forbidden, Sessions
from desk.suggestions import Suggester, Suggestions
from desk.tickets import Tickets
from desk.words import words_of
from shop.bootstrap import Shop
from shop.domain.errors import InvalidValue, NotFound, Unavailable

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024  # bytes of a form
STATIC = Path(__file__).parent / "static"
KEPT_FOR = "no-cache"  # static files are asked for anew, and answered with 304


def create_app(
    shop: Shop, config: DeskConfig, suggester: Suggester | None = None, name: str = "xiaoer_desk"
) -> Sanic:
    """Raises ValueError for a name that another application of this process has."""
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.ACCESS_LOG = False
    app.config.PROXIES_COUNT = config.proxies or None
    pages = Pages(shop.clock)
    sessions = Sessions(shop.staff, config)
    tickets = Tickets(shop, pages, suggester or _suggestions(shop, config))
    Logins(shop.staff, sessions, pages, config).add_to(app)
    tickets.add_to(app)
    Acts(shop, tickets).add_to(app)
    for file in ("desk.css", "desk.js", "icon.svg"):
        app.static(f"/static/{file}", STATIC / file, name=f"static_{file.partition('.')[2]}")
    app.add_route(_health, "/health", name="health")
    app.register_middleware(sessions.load, "request")
    app.register_middleware(_locked_down(config), "response")
    _add_errors(app, pages)
    return app


def _suggestions(shop: Shop, config: DeskConfig) -> Suggestions:
    answers = Answers(search_of(shop), open_configured(config.generator))
    return Suggestions(shop.policies, answers)


async def _health(_: Request) -> HTTPResponse:
    return json({"status": "ok"})


def _locked_down(config: DeskConfig):  # type: ignore[no-untyped-def]
    async def lock(request: Request, response: HTTPResponse) -> None:
        response.headers.update(HEADERS)
        response.headers["Cache-Control"] = KEPT_FOR if request.path.startswith("/static/") else "no-store"
        if config.secure_cookies:
            response.headers["Strict-Transport-Security"] = HTTPS_ONLY

    return lock


def _add_errors(app: Sanic, pages: Pages) -> None:
    def told(request: Request, key: str, status: int) -> HTTPResponse:
        if not hasattr(request.ctx, "session"):  # it failed before anybody was asked who it is
            request.ctx.session = None
        return pages.error(request, words_of(language_of(request))(key), status)

    @app.exception(NotFound, NoRoute)
    async def not_found(request: Request, _: Exception) -> HTTPResponse:
        return told(request, "not_found", 404)

    @app.exception(Forbidden)
    async def forbidden(request: Request, _: Exception) -> HTTPResponse:
        log.warning("a request to %s did not come from the desk's own page", request.path)
        return told(request, "forbidden", 403)

    @app.exception(Unavailable)
    async def unavailable(request: Request, error: Exception) -> HTTPResponse:
        log.error("the shop does not answer: %s", error)
        return told(request, "unavailable", 503)

    @app.exception(InvalidValue)
    async def invalid(request: Request, _: Exception) -> HTTPResponse:
        return told(request, "failed", 422)

    @app.exception(Exception)
    async def failed(request: Request, error: Exception) -> HTTPResponse:
        status = error.status_code if isinstance(error, SanicException) else 500
        if status >= 500:
            # Without its text and traceback: they may hold what customers said.
            log.error("a request to %s failed: %s", request.path, type(error).__name__)
        return told(request, "failed", status)
