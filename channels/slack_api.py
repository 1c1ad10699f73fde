"""The calls of Slack's Web API, with its answers sorted by what is to be done about them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from channels.slack_blocks import Post
from channels.slack_config import SlackConfig

log = logging.getLogger(__name__)

TIMEOUT_S = 20
_PASSING = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "accesslimited", "team_added_to_org"}
)  # fmt: skip
_OPERATOR = frozenset(
    {
        "invalid_auth", "not_authed", "account_inactive", "token_expired", "token_revoked", "missing_scope",
        "no_permission", "org_login_required", "two_factor_setup_required", "ekm_access_denied",
        "not_allowed_token_type",
    }
)  # fmt: skip
_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"})


class SlackProblem(Exception):
    """A call that did not work; `str()` is Slack's word for it."""


class RateLimited(SlackProblem):
    """Nothing may be sent for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class Passing(SlackProblem):
    """Slack cannot be reached or is in trouble: the same call works later."""


class Misconfigured(SlackProblem):
    """The app's token or its scopes are wrong: the same call works once somebody has mended that."""


class Undeliverable(SlackProblem):
    """This message will never arrive there: the channel is gone or the person is."""


class SlackApi:
    """Every method raises SlackProblem, in one of its kinds."""

    def __init__(self, config: SlackConfig) -> None:
        # No retries inside a call: who calls keeps the order and decides.
        self._client = AsyncWebClient(
            config.bot_token, base_url=config.api_url, timeout=TIMEOUT_S, retry_handlers=[]
        )
        self._hooks_url = config.hooks_url

    async def post(self, channel: str, thread: str | None, post: Post) -> None:
        """chat.postMessage; as plain text where Slack refuses the blocks."""
        values: dict[str, Any] = {"channel": channel, "text": post.text, "blocks": post.blocks}
        values |= {"unfurl_links": False, "unfurl_media": False}
        if thread is not None:
            values["thread_ts"] = thread
        try:
            await self._call("chat.postMessage", values)
        except Undeliverable as problem:
            if str(problem) not in _BLOCKS:
                raise
            log.error("slack: the blocks of a message were refused (%s); it goes out as text", problem)
            await self._call("chat.postMessage", {k: v for k, v in values.items() if k != "blocks"})

    async def direct_channel(self, user: str) -> str:
        """The id of the direct messages with `user`."""
        answer = await self._call("conversations.open", {"users": user})
        return str(answer["channel"]["id"])

    async def respond(self, response_url: str, body: dict[str, Any]) -> None:
        """Answer a command or a press. Raises Undeliverable for an address that is not Slack's."""
        if not response_url.startswith(self._hooks_url):
            raise Undeliverable("foreign response_url")
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    response_url, json=body, proxy=self._client.proxy, allow_redirects=False
                ) as answer,
            ):
                if answer.status == 429:
                    raise RateLimited(_seconds(answer.headers.get("Retry-After")))
                if answer.status != 200:
                    raise (Passing if answer.status >= 500 else Undeliverable)(f"http {answer.status}")
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise Passing(type(error).__name__) from error

    async def _call(self, method: str, values: dict[str, Any]) -> Any:
        try:
            return await self._client.api_call(method, json=values)
        except SlackApiError as error:
            raise _problem(error.response) from None  # its text repeats what was sent
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise Passing(type(error).__name__) from error


def _problem(response: Any) -> SlackProblem:
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    if status == 429:
        return RateLimited(_seconds(response.headers.get("Retry-After")))
    data = getattr(response, "data", None)
    word = str(data.get("error") or "") if isinstance(data, dict) else ""
    if word in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        return RateLimited(_seconds(response.headers.get("Retry-After")))
    if status >= 500 or not word or word in _PASSING:
        return Passing(word or f"http {status}")
    return (Misconfigured if word in _OPERATOR else Undeliverable)(word)


def _seconds(header: str | None) -> float:
    """At least one second, at most an hour, half a minute where Slack does not tell."""
    return float(min(max(int(header), 1), 3600)) if header and header.isdigit() else 30.0
