"""The Slack channel: Rasa's connector, made safe to repeat, to restart and to run more than once (docs/slack.md)."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from rasa.core.channels.channel import OutputChannel
from rasa.core.channels.slack import SlackInput
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import slack_words as words
from channels.runtime import Runtime, runtime
from channels.slack_api import SlackApi
from channels.slack_config import SlackConfig, slack_config
from channels.slack_queue import SlackQueue
from channels.slack_requests import ForeignTeam, Incoming, read_command, read_event, read_press
from channels.slack_sender import SlackSender, Timing
from channels.slack_signature import is_from_slack
from channels.slack_turns import CHANNEL, OnNewMessage, SlackOutput, SlackTurns
from shop.arrivals import Arrivals, Sendings
from shop.domain.errors import ShopError

log = logging.getLogger(__name__)

KEEP_S = 2.5  # to keep what came in: Slack waits 3 s for an answer
BODY_MAX = 500_000  # bytes; a message of Slack has 40,000 characters at most
RETRY_REASONS = frozenset(
    {"http_timeout", "too_many_redirects", "connection_failed", "ssl_error", "http_error", "unknown_error"}
)


class SlackChannel(SlackInput):
    """Answers Slack at once and works everything off afterwards. Without settings it is off."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> SlackChannel:
        """The secrets come from the environment. Raises InvalidConfigException for settings that are wrong."""
        config = slack_config(os.environ)
        if config is None:
            log.info("Slack is off: SLACK_BOT_TOKEN is not set (docs/slack.md)")
        return cls(config)

    def __init__(self, config: SlackConfig | None, timing: Timing | None = None) -> None:
        if config is not None:
            super().__init__(config.bot_token, use_threads=True, slack_signing_secret=config.signing_secret)
        self.config = config
        self._timing = timing
        self._worker = uuid.uuid4().hex
        self._output: SlackOutput | None = None
        self._arrivals: Arrivals | None = None
        self._queue: SlackQueue | None = None
        self._turns: SlackTurns | None = None

    def get_output_channel(
        self, channel: str | None = None, thread_id: str | None = None
    ) -> OutputChannel | None:
        """Sends to the conversation that Rasa names as the recipient, wherever that is."""
        return self._output

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        blueprint = _Blueprint(self, on_new_message)
        if self.config is None:
            return blueprint

        @blueprint.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await self.receive(request)

        return blueprint

    def attach(self, app: Sanic, on_new_message: OnNewMessage) -> None:
        """Put the channel together over the server's runtime, and let it run as long as the server does."""
        if self.config is None:
            return
        shared: Runtime = runtime(app)
        shop, secret = shared.shop, self.config.signing_secret
        api, self._arrivals = SlackApi(self.config), Arrivals(shop.store)
        sendings = Sendings(shop.store)
        sender = SlackSender(
            api, shop.conversations, self._arrivals, sendings, secret, self._worker, self._timing
        )
        shared.delivery.register(CHANNEL, sender.deliver)
        self._turns = SlackTurns(shop, self._arrivals, api, secret, shared.delivery.wake, on_new_message)
        self._output = self._turns.output
        queue = self._queue = SlackQueue(self._arrivals, self._turns, self._worker)

        async def start(_app: Sanic, _loop: object = None) -> None:
            queue.start()

        async def stop(_app: Sanic, _loop: object = None) -> None:
            await queue.stop()

        app.register_listener(start, "after_server_start")
        app.register_listener(stop, "before_server_stop")

    async def receive(self, request: Request) -> HTTPResponse:
        """One request of Slack, whatever it is: checked, kept and answered; nothing is worked off here."""
        assert self.config is not None
        if len(request.body) > BODY_MAX:
            return response.text("too long", status=413)
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        given = request.headers.get("X-Slack-Signature", "")
        if not is_from_slack(self.config.signing_secret, stamp, given, request.body, time.time()):
            log.warning("slack: expected a request signed by Slack just now, found another; it is refused")
            return response.text("not signed by Slack, or too old", status=401)
        if request.headers.get("X-Slack-Retry-Num"):
            reason = request.headers.get("X-Slack-Retry-Reason", "")
            log.info("slack: an event is repeated: %s", reason if reason in RETRY_REASONS else "other")
        try:
            payload = _payload(request)
            if payload.get("type") == "url_verification":
                return response.json({"challenge": str(payload.get("challenge", ""))[:1000]})
            incoming = self._read(payload)
        except ValueError:
            return response.text("not readable", status=400)
        except ForeignTeam as error:
            log.warning("slack: %s", error)
            return _only_you(words.FOREIGN)
        return response.empty(200) if incoming is None else await self._keep(incoming)

    def _read(self, payload: Mapping[str, Any]) -> Incoming | None:
        assert self.config is not None
        teams = self.config.team_ids
        if "command" in payload:
            return read_command(payload, teams)
        return read_event(payload, teams) or read_press(payload, teams)

    async def _keep(self, incoming: Incoming) -> HTTPResponse:
        try:
            await asyncio.wait_for(asyncio.to_thread(self._keep_new, incoming), KEEP_S)
        except (ShopError, asyncio.TimeoutError) as error:
            log.error("slack: a %s could not be kept: %s", incoming.kind, type(error).__name__)
            if incoming.kind == "message":
                return response.text("try again", status=503)  # Slack does, three times
            return _only_you(words.TROUBLE)
        if self._queue is not None:
            self._queue.wake()
        return response.empty(200)

    def _keep_new(self, incoming: Incoming) -> None:
        assert self._arrivals is not None and self._turns is not None
        if incoming.follows and not self._turns.knows(incoming):
            return  # people talking with each other: not kept at all
        self._arrivals.keep(incoming.key, incoming.lane, incoming.as_json(), incoming.message)


class _Blueprint(Blueprint):
    """Tells the channel which server it is registered with."""

    def __init__(self, channel: SlackChannel, on_new_message: OnNewMessage) -> None:
        super().__init__("slack_webhook")
        self.ctx.attach = lambda app: channel.attach(app, on_new_message)

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        self.ctx.attach(app)
        super().register(app, options)


def _payload(request: Request) -> dict[str, Any]:
    """The JSON of an event or a press, or the fields of a command. Raises ValueError."""
    text = request.body.decode("utf-8")
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return _object(text)
    fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))
    return _object(fields["payload"]) if "payload" in fields else fields


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("expected a JSON object")
    return found


def _only_you(text: str) -> HTTPResponse:
    return response.json({"response_type": "ephemeral", "text": text})
