"""Session tokens of the web channel: whoever holds one may read and continue that conversation, nobody else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import jwt

SECRET_MIN = 32  # characters
PREFIX = "web-"  # of the sender ids; other channels refuse to speak for them
_ALGORITHM = "HS256"
_AUDIENCE = "xiaoer/session"
_GRACE = timedelta(days=30)  # in which an expired token still tells which conversation a login continues


class TokenRefused(Exception):
    """The token is forged, damaged or of something else."""


class TokenExpired(TokenRefused):
    """The token was good once."""


@dataclass(frozen=True)
class Session:
    """What a token says. `number` must be the conversation's own session number, or the token is dead."""

    conversation_id: str
    number: int
    expires_at: datetime
    customer_id: str | None = None
    login_at: datetime | None = None


@dataclass(frozen=True)
class SessionTokens:
    """Issues and reads tokens. Raises ValueError for settings that cannot be right."""

    secret: str = field(repr=False)
    life: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        if len(self.secret) < SECRET_MIN or len(set(self.secret)) < 8:
            raise ValueError(
                f"XIAOER_SESSION_SECRET: expected at least {SECRET_MIN} random characters, found "
                f"{len(self.secret)} of {len(set(self.secret))} kinds; make one: openssl rand -base64 48"
            )
        if not timedelta(minutes=1) <= self.life <= timedelta(days=30):
            raise ValueError(f"session life: expected 1 minute to 30 days, found {self.life}")

    def issue(
        self,
        conversation_id: str,
        number: int,
        customer_id: str | None = None,
        login_at: datetime | None = None,
        now: datetime | None = None,
    ) -> tuple[str, Session]:
        now = (now or datetime.now(timezone.utc)).replace(microsecond=0)
        session = Session(conversation_id, number, now + self.life, customer_id, login_at)
        claims = {
            "aud": _AUDIENCE, "sub": conversation_id, "num": number, "iat": now, "exp": session.expires_at,
            "jti": secrets.token_urlsafe(9), "cus": customer_id,
            "log": int(login_at.timestamp()) if login_at else None,
        }  # fmt: skip
        return jwt.encode(claims, self._key, _ALGORITHM), session

    def read(self, token: str) -> Session:
        """Raises TokenExpired, TokenRefused."""
        session = self.read_even_expired(token)
        if session.expires_at <= datetime.now(timezone.utc):
            raise TokenExpired
        return session

    def read_even_expired(self, token: str) -> Session:
        """For a login that continues its own conversation. Raises TokenExpired for one that is very old."""
        try:
            claims = jwt.decode(
                token, self._key, algorithms=[_ALGORITHM], audience=_AUDIENCE, leeway=_GRACE,
                options={"require": ["aud", "sub", "num", "iat", "exp"]},
            )  # fmt: skip
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except jwt.InvalidTokenError:
            raise TokenRefused from None
        login = claims.get("log")
        return Session(
            str(claims["sub"]), int(claims["num"]), _moment(claims["exp"]), claims.get("cus"),
            _moment(login) if login else None,
        )  # fmt: skip

    @property
    def _key(self) -> bytes:
        return subkey(self.secret, "session")


def new_conversation_id() -> str:
    """128 random bits: nobody guesses another's."""
    return PREFIX + secrets.token_hex(16)


def subkey(secret: str, purpose: str) -> bytes:
    """A key for one purpose, so that what is signed for one never counts for another."""
    return hmac.new(secret.encode(), f"xiaoer/{purpose}".encode(), hashlib.sha256).hexdigest().encode()


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
