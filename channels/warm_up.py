"""The first message after a start finds everything read: models run once, the shop's texts begin to be read."""

from __future__ import annotations

import logging
from typing import Any

from sanic import Sanic

logger = logging.getLogger(__name__)

_GREETING = "hello"


def attach(app: Sanic) -> None:
    """Has a greeting understood, not answered, once the server listens."""
    app.register_listener(warm, "after_server_start")


async def warm(app: Sanic, _: Any = None) -> None:
    """Parses one message as a customer's would be; what goes wrong is said, and the server goes on."""
    agent = getattr(app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        return
    try:
        await agent.parse_message(_GREETING)
    except Exception as error:  # whatever it is, the first customer's message will meet it, too, and be told
        logger.warning("The models could not be warmed up: %s.", type(error).__name__)
