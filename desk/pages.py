"""Drawing pages: Jinja with everything escaped, the words of the reader's language, and headers that lock pages down."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse, html

from desk import words
from shop.domain.clock import Clock
from shop.service.staff import Session

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_COOKIE = "desk_language"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser's own forms would come from the origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_ONLY = "max-age=31536000"


class Pages:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jinja = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False
        )

    def text(self, template: str, request: Request, **facts: Any) -> str:
        """A template filled in, for whoever asks."""
        language = language_of(request)
        session: Session | None = request.ctx.session
        common = {
            "t": words.words_of(language),
            "label": _labels(language),
            "tables": words,
            "language": language,
            "session": session,
            "csrf": session.csrf if session else "",
            "once": secrets.token_hex(16),
            "clock_time": _clock_time,
            "waited": lambda since: self._waited(since, language),
            "path": request.path,  # for the link to this page in the other language
        }
        return self._jinja.get_template(template).render({**common, **facts})

    def page(self, template: str, request: Request, *, status: int = 200, **facts: Any) -> HTTPResponse:
        answer = html(self.text(template, request, **facts), status=status)
        chosen = request.args.get("lang")
        if chosen in ("en", "zh"):
            answer.cookies[LANGUAGE_COOKIE] = chosen
            answer.cookies[LANGUAGE_COOKIE].update({"path": "/", "samesite": "Strict", "max-age": 31536000})
        return answer

    def error(self, request: Request, text: str, status: int) -> HTTPResponse:
        return self.page("error.html", request, status=status, text=text)

    def _waited(self, since: datetime, language: str) -> str:
        """How long ago, in whole minutes, hours or days."""
        minutes = max(0, int((self._clock.now() - since).total_seconds() // 60))
        t = words.words_of(language)
        if minutes < 120:
            return t("minutes", n=minutes)
        return t("hours", n=minutes // 60) if minutes < 48 * 60 else t("days", n=minutes // (24 * 60))


def language_of(request: Request) -> str:
    """Chosen for this page, in a cookie, in the account, or by the browser; in this order."""
    for chosen in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if chosen in ("en", "zh"):
            return str(chosen)
    session: Session | None = request.ctx.session
    if session is not None:
        return session.staff.language
    return "zh" if (request.headers.get("Accept-Language") or "").lower().startswith("zh") else "en"


def _labels(language: str) -> Callable[[Any, str], str]:
    return lambda table, code: words.label(table, code, language)


def _clock_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
