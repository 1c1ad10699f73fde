"""Rasa's own REST channel for this machine alone: it believes whatever `sender` it is told."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

log = logging.getLogger(__name__)

# Sender ids of other channels, for which nobody speaks here.
TAKEN = ("web-", "slack-", "slack:")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class LoopbackRest(RestInput):
    """`rest` as ever, but from the loopback interface only, with no word of the caller about who is speaking.

    A reverse proxy on this machine speaks from loopback, too: requests that it passes on are refused by their headers.
    """

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        return None

    def _extract_input_channel(self, req: Request) -> str:
        return self.name()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        webhook = super().blueprint(on_new_message)

        @webhook.middleware("request")
        async def guard(request: Request) -> HTTPResponse | None:
            if not _is_local(request):
                return json(
                    {"error": "expected a request from this machine; use the web channel"}, status=403
                )
            if request.method == "POST" and not _is_in_order(request):
                return json({"error": "expected JSON with `message` and a `sender` of its own"}, status=400)
            return None

        return webhook


def _is_local(request: Request) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.ip).is_loopback
    except ValueError:
        return False


def _is_in_order(request: Request) -> bool:
    try:
        call = request.json
    except SanicException:
        return False
    if not isinstance(call, dict) or not isinstance(call.get("message"), (str, type(None))):
        return False
    return not str(call.get("sender") or "").strip().lower().startswith(TAKEN)
