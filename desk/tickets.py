"""The queue and the page of one ticket, with its live conversation."""

from __future__ import annotations

import asyncio

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, redirect

from desk.belief import told
from desk.pages import Pages, language_of
from desk.sessions import staff_only
from desk.suggestions import Suggester, Suggestion
from desk.summary import TASKS, summary
from shop.bootstrap import Shop
from shop.domain.conversation import ChatMessage
from shop.domain.errors import InvalidValue, NotFound
from shop.domain.staff import Staff
from shop.service.dossiers import Dossier

HISTORY = 200  # messages on the page at first


class Tickets:
    def __init__(self, shop: Shop, pages: Pages, suggester: Suggester) -> None:
        self._shop = shop
        self._pages = pages
        self._suggester = suggester

    def add_to(self, app: Sanic) -> None:
        app.add_route(self.home, "/", name="home")
        app.add_route(staff_only(self.queue), "/queue", name="queue")
        app.add_route(staff_only(self.rows), "/queue/rows", name="rows")
        app.add_route(staff_only(self.ticket), "/tickets/<ticket_id:str>", name="ticket")
        app.add_route(staff_only(self.live), "/tickets/<ticket_id:str>/live", name="live")
        app.add_route(staff_only(self.ratings), "/ratings", name="ratings")

    async def home(self, request: Request) -> HTTPResponse:
        return redirect("/queue", status=303)

    async def queue(self, request: Request) -> HTTPResponse:
        items = await asyncio.to_thread(self._shop.desk.queue)
        return self._pages.page("queue.html", request, items=items)

    async def rows(self, request: Request) -> HTTPResponse:
        """The queue's rows alone, for the page that is open."""
        items = await asyncio.to_thread(self._shop.desk.queue)
        return json({"html": self._pages.text("queue_rows.html", request, items=items)})

    async def ticket(self, request: Request, ticket_id: str) -> HTTPResponse:
        return await self.draw(request, ticket_id)

    async def draw(
        self, request: Request, ticket_id: str, problem: str = "", status: int = 200, draft: str = ""
    ) -> HTTPResponse:
        """The ticket's page; `draft` is an answer that could not be sent."""
        staff, language = request.ctx.session.staff, language_of(request)
        dossier = await asyncio.to_thread(self._shop.desk.dossier, ticket_id)
        messages = await asyncio.to_thread(self._messages, dossier, None)
        is_mine = _is_with(staff, dossier)
        return self._pages.page(
            "ticket.html",
            request,
            status=status,
            dossier=dossier,
            ticket=dossier.ticket,
            summary=summary(dossier.handoff.situation, language)
            if dossier.handoff
            else dossier.ticket.summary.split("\n"),
            belief=told(dossier.handoff.situation.belief, language) if dossier.handoff else [],
            messages=messages,
            last=messages[-1].seq if messages else 0,
            is_mine=is_mine,
            suggestions=await self._suggestions(dossier, staff.shown_as, messages) if is_mine else [],
            problem=problem,
            done=request.args.get("done") == "1" and not problem,
            draft=draft,
            path=f"/tickets/{ticket_id}",
        )

    async def live(self, request: Request, ticket_id: str) -> HTTPResponse:
        """What was said after message number `after`, answers to it, and the ticket's version, for the open page."""
        after = request.args.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 10):
            raise InvalidValue("after", f"{len(after)} characters", "the number of a message")
        dossier = await asyncio.to_thread(self._shop.desk.dossier, ticket_id)
        messages = await asyncio.to_thread(self._messages, dossier, int(after))
        return json(
            {
                "suggestions": await self._new_suggestions(request, dossier, messages),
                "html": self._pages.text("messages.html", request, messages=messages),
                "last": messages[-1].seq if messages else int(after),
                "version": dossier.ticket.version,
            }
        )

    async def _new_suggestions(
        self, request: Request, dossier: Dossier, messages: list[ChatMessage]
    ) -> str | None:
        """For whoever has the ticket, when the customer has said something; else None."""
        staff = request.ctx.session.staff
        if not _is_with(staff, dossier) or all(message.author != "customer" for message in messages):
            return None
        everything = await asyncio.to_thread(self._messages, dossier, None)
        found = await self._suggestions(dossier, staff.shown_as, everything)
        return self._pages.text("suggestions.html", request, suggestions=found)

    async def ratings(self, request: Request) -> HTTPResponse:
        found = await asyncio.to_thread(self._shop.feedback.latest)
        stars = [each.rating for each in found if each.rating is not None]
        average = f"{sum(stars) / len(stars):.1f}" if stars else ""
        return self._pages.page(
            "ratings.html", request, ratings=found, tasks=TASKS, average=average, count=len(stars)
        )

    def _messages(self, dossier: Dossier, after: int | None) -> list[ChatMessage]:
        if dossier.conversation is None:
            return []
        try:
            if after is None:
                return self._shop.conversations.before(dossier.conversation.id, limit=HISTORY)
            return self._shop.conversations.since(dossier.conversation.id, after)
        except NotFound:
            return []

    async def _suggestions(
        self, dossier: Dossier, name: str, messages: list[ChatMessage]
    ) -> list[Suggestion]:
        return list(await asyncio.to_thread(self._suggester.suggest, dossier, name, messages))


def _is_with(staff: Staff, dossier: Dossier) -> bool:
    """Whether that person has the ticket."""
    return dossier.ticket.assignee == staff.id and dossier.ticket.status != "resolved"
