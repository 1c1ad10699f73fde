"""The shop's own login, passed in as a short-lived JWT: who the customer is, in the words of the shop's server.

`python -m channels.logins CUS-1` signs one for trying it out, with the key in the environment (HS256 only).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

ALGORITHMS = ("HS256", "RS256")
KEY_MIN = 32  # characters of a shared secret
BITS_MIN = 2048  # of an RSA key
TOKEN_MAX = 4096  # characters
_SUBJECT_MAX = 20


class LoginRefused(Exception):
    """The login cannot be trusted. The reason is for the log; it holds nothing of the token."""


@dataclass(frozen=True)
class LoginConfig:
    """How the shop signs its logins: one algorithm, one key. Raises ValueError for what cannot be right."""

    algorithm: str  # HS256: `key` is a shared secret; RS256: the public key as PEM
    key: str = field(repr=False)
    audience: str = "xiaoer"
    issuer: str | None = None
    life: timedelta = timedelta(minutes=5)  # the longest that a token may be good for
    skew: timedelta = timedelta(seconds=30)  # by which the two clocks may differ

    def __post_init__(self) -> None:
        if self.algorithm not in ALGORITHMS:
            raise ValueError(
                f"XIAOER_LOGIN_ALGORITHM: expected one of {', '.join(ALGORITHMS)}, found {self.algorithm!r}"
            )
        is_pem = "-----BEGIN" in self.key
        if self.algorithm == "HS256" and (is_pem or len(self.key) < KEY_MIN):
            found = "a PEM key" if is_pem else f"{len(self.key)} characters"
            raise ValueError(
                f"XIAOER_LOGIN_KEY: expected a secret of at least {KEY_MIN} characters, found {found}"
            )
        if self.algorithm == "RS256":
            _checked_public_key(self.key)
        if not self.audience:
            raise ValueError("XIAOER_LOGIN_AUDIENCE: expected a name for this chat, found nothing")


def _checked_public_key(pem: str) -> None:
    if "PRIVATE KEY" in pem:
        raise ValueError(
            "XIAOER_LOGIN_KEY: expected the public key, found a private one; keep that on the shop's server"
        )
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError:
        raise ValueError("XIAOER_LOGIN_KEY: expected an RSA public key as PEM, found another text") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < BITS_MIN:
        raise ValueError(
            f"XIAOER_LOGIN_KEY: expected an RSA key of at least {BITS_MIN} bits, found another key"
        )


def customer_of(token: str, config: LoginConfig) -> str:
    """The id of the customer whom the shop has logged in. Raises LoginRefused.

    The algorithm is the configured one, whatever the token's header says (RFC 8725, 3.1).
    """
    if len(token) > TOKEN_MAX:
        raise LoginRefused("the token is too long")
    try:
        claims = jwt.decode(
            token, config.key, algorithms=[config.algorithm], audience=config.audience, issuer=config.issuer,
            leeway=config.skew, options={"require": ["aud", "sub", "iat", "exp"]},
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise LoginRefused(type(error).__name__) from None
    subject, life = claims["sub"], claims["exp"] - claims["iat"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= _SUBJECT_MAX or not subject.isprintable():
        raise LoginRefused("sub is no customer id")
    if not 0 < life <= config.life.total_seconds():
        raise LoginRefused(f"expected a life of at most {config.life}, found {life:.0f} s")
    return subject


def sign(customer_id: str, config: LoginConfig, now: datetime | None = None) -> str:
    """A login as the shop's server makes it, for HS256."""
    now = now or datetime.now(timezone.utc)
    claims = {"sub": customer_id, "aud": config.audience, "iat": now, "exp": now + config.life}
    if config.issuer:
        claims["iss"] = config.issuer
    return jwt.encode(claims, config.key, "HS256")


def login_config(environment: dict[str, str]) -> LoginConfig | None:
    """The settings in the environment; None without a key: then nobody can log in."""
    key = environment.get("XIAOER_LOGIN_KEY", "").replace("\\n", "\n")
    if not key:
        return None
    return LoginConfig(
        environment.get("XIAOER_LOGIN_ALGORITHM") or "HS256",
        key,
        environment.get("XIAOER_LOGIN_AUDIENCE") or "xiaoer",
        environment.get("XIAOER_LOGIN_ISSUER") or None,
    )


def main() -> int:
    config = login_config(dict(os.environ))
    if len(sys.argv) != 2 or config is None or config.algorithm != "HS256":
        print("usage: XIAOER_LOGIN_KEY=… python -m channels.logins CUSTOMER-ID (HS256 only)", file=sys.stderr)
        return 2
    print(sign(sys.argv[1], config))
    return 0


if __name__ == "__main__":
    sys.exit(main())
