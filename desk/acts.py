"""What staff do: every request is checked by the shop (whose ticket, which role), done once, and audited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from desk.pages import language_of
from desk.sessions import Handler, changes, field
from desk.tickets import Tickets
from desk.words import NOT_ALLOWED_WORDS, REFUSALS, label, words_of
from shop.bootstrap import Shop
from shop.domain.errors import ConcurrentChange, InvalidValue, KeyReused, NotAllowed, Refused
from shop.domain.staff import Staff

Act = Callable[[Request, str, Staff, str], object]
STATUS = {"taken": 409, "changed_meanwhile": 409, "closed": 409}


class Acts:
    def __init__(self, shop: Shop, tickets: Tickets) -> None:
        self._shop = shop
        self._tickets = tickets

    def add_to(self, app: Sanic) -> None:
        acts: dict[str, Act] = {
            "take": lambda request, id, staff, once: self._shop.desk.take(id, _version(request), staff, once),
            "take-over": lambda request, id, staff, once: self._shop.desk.take_over(
                id, _version(request), staff, once
            ),
            "release": lambda request, id, staff, once: self._shop.desk.release(id, staff, once),
            "reply": lambda request, id, staff, once: self._shop.desk.reply(
                id, staff, field(request, "text"), once
            ),
            "close": lambda request, id, staff, once: self._shop.desk.close(
                id, staff, field(request, "outcome"), once
            ),
            "cancel": self._cancel,
            "refund": lambda request, id, staff, once: self._shop.desk.refund(
                id, field(request, "order"), staff, once
            ),
            "address": self._address,
        }
        for name, act in acts.items():
            app.add_route(
                changes(self._doing(act)),
                f"/tickets/<ticket_id:str>/{name}",
                methods=["POST"],
                name=f"act_{name}",
            )

    def _doing(self, act: Act) -> Handler:
        async def do(request: Request, ticket_id: str) -> HTTPResponse:
            try:
                await asyncio.to_thread(act, request, ticket_id, request.ctx.session.staff, request.ctx.once)
            except (NotAllowed, Refused, InvalidValue, ConcurrentChange, KeyReused) as error:
                text, status = explained(error, language_of(request))
                return await self._tickets.draw(request, ticket_id, text, status, field(request, "text"))
            return redirect(f"/tickets/{ticket_id}?done=1", status=303)

        return do

    def _cancel(self, request: Request, ticket_id: str, staff: Staff, once: str) -> None:
        reason = field(request, "reason") or "desk"
        self._shop.desk.cancel_order(ticket_id, field(request, "order"), reason, staff, once)

    def _address(self, request: Request, ticket_id: str, staff: Staff, once: str) -> None:
        new = {name: field(request, name) or None for name in ("address", "recipient", "phone")}
        self._shop.desk.change_address(ticket_id, field(request, "order"), staff, once, **new)


def explained(error: Exception, language: str) -> tuple[str, int]:
    """What to tell staff about an error, and the status of the answer."""
    t = words_of(language)
    if isinstance(error, NotAllowed):
        return label(NOT_ALLOWED_WORDS, error.code, language), STATUS.get(error.code, 403)
    if isinstance(error, Refused):
        return t("refused", why=label(REFUSALS, error.code, language)), 409
    if isinstance(error, InvalidValue):
        return t("invalid", field=error.field, expected=error.expected), 422
    return label(NOT_ALLOWED_WORDS, "changed_meanwhile", language), 409


def _version(request: Request) -> int:
    text = field(request, "version")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidValue("version", f"{len(text)} characters", "the ticket's version")
    return int(text)
