"""What the web channel needs to know, checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from rasa.shared.exceptions import InvalidConfigException

from channels.limits import RateLimits
from channels.logins import LoginConfig, login_config
from channels.sessions import SessionTokens

# What is counted -> how often it may happen. By session: send, call. By address: the others.
LIMITS = {
    "send": "20/minute;300/hour",
    "call": "240/minute",
    "send_address": "120/minute",
    "begin_address": "20/minute;200/hour",
    "connect_address": "120/minute",
    "refused_address": "60/minute",  # tokens, logins and buttons that do not count
}
BODY_MAX = 16 * 1024  # bytes of a request
TEXT_MAX = 2_000  # characters of a customer's message


@dataclass(frozen=True)
class WebConfig:
    """Raises ValueError for what cannot be right."""

    secret: str = field(repr=False)  # signs sessions and buttons
    login: LoginConfig | None = None  # None: customers cannot log in
    login_life: timedelta = timedelta(hours=12)  # of a logged-in session that is only renewed
    session_life: timedelta = timedelta(hours=24)
    origins: frozenset[str] = frozenset()  # pages of other servers that may use and embed the chat
    proxies: int = 0  # trusted proxies in front, whose X-Forwarded-For counts
    limits: Mapping[str, str] = field(default_factory=lambda: dict(LIMITS))
    connections_max: int = 10  # at once, of one conversation

    def __post_init__(self) -> None:
        _ = self.tokens
        for origin in self.origins:
            _check_origin(origin)
        if self.proxies < 0:
            raise ValueError(f"XIAOER_WEB_PROXIES: expected a number of proxies, found {self.proxies}")
        if set(self.limits) != set(LIMITS):
            raise ValueError(f"limits: expected {', '.join(LIMITS)}, found {', '.join(self.limits)}")
        RateLimits(dict(self.limits))

    @property
    def tokens(self) -> SessionTokens:
        return SessionTokens(self.secret, self.session_life)


def _check_origin(origin: str) -> None:
    parts = urlsplit(origin)
    is_origin = (
        parts.scheme in ("http", "https") and parts.hostname and f"{parts.scheme}://{parts.netloc}" == origin
    )
    if not is_origin or "*" in origin or "@" in parts.netloc or ";" in origin or " " in origin:
        raise ValueError(
            f"XIAOER_WEB_ORIGINS: expected origins such as https://shop.example, separated by commas, found {origin!r}"
        )


def web_config(credentials: Mapping[str, Any], environment: Mapping[str, str]) -> WebConfig:
    """From the channel's entry in credentials.yml and from the environment. Raises InvalidConfigException."""
    try:
        origins = (part.strip() for part in environment.get("XIAOER_WEB_ORIGINS", "").split(","))
        return WebConfig(
            secret=environment.get("XIAOER_SESSION_SECRET", ""),
            login=login_config(dict(environment)),
            origins=frozenset(origin for origin in origins if origin),
            proxies=_number(environment.get("XIAOER_WEB_PROXIES") or "0"),
            limits={**LIMITS, **(credentials.get("limits") or {})},
        )
    except ValueError as error:
        raise InvalidConfigException(f"web channel: {error} (docs/web.md)") from None


def _number(text: str) -> int:
    if not text.strip().isdigit():
        raise ValueError(f"XIAOER_WEB_PROXIES: expected a number of proxies, found {text!r}")
    return int(text)
