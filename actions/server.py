"""The action server: one shop, one secret, one deadline. Built on rasa_sdk's executor instead of its own server,
which listens on all interfaces, knows no secret and sends the whole conversation back on an error.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from dataclasses import dataclass

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.rasa_actions import all_actions
from shop.bootstrap import Shop

log = logging.getLogger(__name__)

MIN_SECRET = 16  # characters
MAX_BODY = 20 * 1024 * 1024  # bytes; a call carries the whole conversation


@dataclass(frozen=True)
class ServerConfig:
    """Raises ValueError for settings that cannot be right."""

    secret: str  # what Rasa sends as "Authorization: Bearer …"
    host: str = "127.0.0.1"
    port: int = 5055
    deadline_s: float = 6.0  # a call; far below the 60 s for which Rasa locks the conversation

    def __post_init__(self) -> None:
        if len(self.secret) < MIN_SECRET:
            raise ValueError(
                f"XIAOER_ACTIONS_SECRET: expected at least {MIN_SECRET} characters, found {len(self.secret)}; "
                "set the same random value for Rasa and the action server"
            )
        if not 0 < self.port < 65536:
            raise ValueError(f"ACTIONS_PORT: expected a port from 1 to 65535, found {self.port}")
        if not 0 < self.deadline_s < 30:
            raise ValueError(
                f"deadline_s: expected more than 0 and less than 30 seconds, found {self.deadline_s}"
            )


def create_app(shop: Shop, config: ServerConfig) -> Sanic:
    """The server as a Sanic application: POST /webhook for Rasa, GET /health for whoever starts it."""
    app = Sanic("xiaoer_actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.ACCESS_LOG = False
    executor = ActionExecutor()
    for action in all_actions(shop):
        executor.register_action(action)
    expected = f"Bearer {config.secret}".encode()

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        given = (request.headers.get("Authorization") or "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return json({"error": "expected the shared secret in the Authorization header"}, status=401)
        call = request.json
        if (
            not isinstance(call, dict)
            or not call.get("next_action")
            or not isinstance(call.get("tracker"), dict)
        ):
            return json({"error": "expected an action call with next_action and tracker"}, status=400)
        return json(await asyncio.wait_for(executor.run(call), config.deadline_s))

    @app.exception(ActionNotFoundException)
    async def unknown_action(_: Request, error: ActionNotFoundException) -> HTTPResponse:
        log.error(
            "Rasa asked for the unknown action %r; train the model again with this version", error.action_name
        )
        return json({"error": "unknown action"}, status=404)

    @app.exception(asyncio.TimeoutError)
    async def too_slow(_: Request, __: Exception) -> HTTPResponse:
        log.error("an action took longer than %.1f s and was given up", config.deadline_s)
        return json({"error": "the shop did not answer in time"}, status=503)

    @app.exception(Exception)
    async def failed(_: Request, error: Exception) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        if status >= 500:
            log.error("an action failed: %s", type(error).__name__, exc_info=error)
        return json({"error": "the action failed"}, status=status)

    return app
