"""The shop's login as a JWT: what counts, and every way in which one does not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from channels.logins import LoginConfig, LoginRefused, customer_of, login_config, sign

SECRET = "a-secret-that-shop-and-chat-share-0123456789"
HS = LoginConfig("HS256", SECRET)


def pems(key: Any) -> tuple[str, str]:
    """Private and public."""
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


PRIVATE, PUBLIC = pems(rsa.generate_private_key(65537, 2048))
OTHER_PRIVATE, _ = pems(rsa.generate_private_key(65537, 2048))
RS = LoginConfig("RS256", PUBLIC)


def token(key: Any = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """A good login for CUS-1 with some claims changed; None leaves one out; numbers are seconds from now."""
    now = datetime.now(timezone.utc)
    claims: dict[str, Any] = {"sub": "CUS-1", "aud": "xiaoer", "iat": 0, "exp": 120, **changes}
    for name in ("iat", "exp", "nbf"):
        if isinstance(claims.get(name), int):
            claims[name] = now + timedelta(seconds=claims[name])
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm)


def test_a_good_login_of_either_algorithm() -> None:
    assert customer_of(token(), HS) == "CUS-1"
    assert customer_of(sign("CUS-7", HS), HS) == "CUS-7"
    assert customer_of(token(PRIVATE, "RS256"), RS) == "CUS-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-chat"}, {"aud": None}, {"aud": ["one", "two"]},
        {"exp": -60}, {"exp": None}, {"iat": None}, {"sub": None}, {"iat": 120, "exp": 240}, {"nbf": 120},
        {"exp": 600}, {"iat": -3600, "exp": 60}, {"iat": -10, "exp": -20},
        {"sub": ""}, {"sub": "x" * 21}, {"sub": "a\0"}, {"exp": "soon"},
    ],
)  # fmt: skip
def test_what_a_login_may_not_say(changes: dict[str, Any]) -> None:
    with pytest.raises(LoginRefused):
        customer_of(token(**changes), HS)


@pytest.mark.parametrize("changes", [{"iat": 20}, {"iat": -140, "exp": -20}, {"nbf": 20}])
def test_clocks_may_differ_by_half_a_minute(changes: dict[str, Any]) -> None:
    assert customer_of(token(**changes), HS) == "CUS-1"


def test_the_algorithm_is_the_configured_one_whatever_the_token_says() -> None:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    body = token().split(".")[1]
    # RS256's public key, which anybody may know, taken for a secret of HS256 (PyJWT itself refuses to sign so).
    signed = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{body}"
    mac = hmac.new(PUBLIC.encode(), signed.encode(), hashlib.sha256).digest()
    confused = f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    unsigned = f"{part({'alg': 'none'})}.{body}."
    capitals = f"{part({'alg': 'nOnE'})}.{body}."
    for wrong in (confused, unsigned, capitals, token("", "none"), token()):
        with pytest.raises(LoginRefused):
            customer_of(wrong, RS)
    for wrong in (unsigned, capitals, token("", "none"), token(algorithm="HS512"), token(PRIVATE, "RS256")):
        with pytest.raises(LoginRefused):
            customer_of(wrong, HS)


def test_another_key_signs_nothing() -> None:
    with pytest.raises(LoginRefused):
        customer_of(token("b" + SECRET[1:]), HS)
    with pytest.raises(LoginRefused):
        customer_of(token(OTHER_PRIVATE, "RS256"), RS)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "\0", "é", "." * 3, "x" * 5000])
def test_what_is_no_token(text: str) -> None:
    with pytest.raises(LoginRefused):
        customer_of(text, HS)


def test_an_issuer_counts_when_one_is_configured() -> None:
    config = LoginConfig("HS256", SECRET, issuer="https://shop.example")
    assert customer_of(sign("CUS-1", config), config) == "CUS-1"
    with pytest.raises(LoginRefused):
        customer_of(token(), config)


def test_a_refusal_does_not_tell_the_token() -> None:
    with pytest.raises(LoginRefused) as refused:
        customer_of(token(sub="jane@example.com-and-more"), HS)
    assert "jane" not in str(refused.value)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("none", SECRET), ("HS512", SECRET), ("HS256", "short"), ("HS256", PUBLIC), ("RS256", SECRET),
        ("RS256", PRIVATE), ("RS256", pems(ec.generate_private_key(ec.SECP256R1()))[1]),
        ("RS256", pems(rsa.generate_private_key(65537, 1024))[1]),
    ],
    ids=["none", "HS512", "short", "PEM as secret", "secret as PEM", "private key", "no RSA", "weak RSA"],
)  # fmt: skip
def test_settings_that_cannot_be_right(algorithm: str, key: str) -> None:
    with pytest.raises(ValueError, match="XIAOER_LOGIN") as wrong:
        LoginConfig(algorithm, key)
    assert key not in str(wrong.value)


def test_the_environment_says_how_logins_are_signed() -> None:
    assert login_config({}) is None
    found = login_config({"XIAOER_LOGIN_KEY": PUBLIC.replace("\n", "\\n"), "XIAOER_LOGIN_ALGORITHM": "RS256"})
    assert found == RS
    assert SECRET not in repr(HS)
