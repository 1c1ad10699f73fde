"""Sessions of the web channel: nobody reads or continues a conversation without its own, live token."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest

from channels.logins import LoginConfig, sign
from channels.sessions import SessionTokens, TokenExpired, TokenRefused, new_conversation_id, subkey
from channels.web_config import LIMITS
from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.errors import NotFound
from tests.channels.web_site import SECRET, Page, Site, config, serving

TOKENS = SessionTokens(SECRET)
LOGIN = LoginConfig("HS256", "the-shop-and-the-chat-share-this-key-0123")
NOW = datetime.now(timezone.utc)


def login(customer_id: str = "CUS-1", **changes: Any) -> str:
    return sign(customer_id, LoginConfig(**{"algorithm": "HS256", "key": LOGIN.key, **changes}))


def claims(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


async def refusal(site: Site, token: Any) -> str:
    """Why Socket.IO does not let this token in."""
    page = Page(site, token)
    with pytest.raises(ConnectionRefusedError):
        await page.open()
    return str(page.refused["code"])


# Tokens


def test_a_token_comes_back_as_it_was_issued() -> None:
    token, session = TOKENS.issue("web-1", 3, "CUS-1", NOW.replace(microsecond=0))
    assert TOKENS.read(token) == session
    assert TOKENS.issue("web-1", 3)[0] != TOKENS.issue("web-1", 3)[0]


def test_conversation_ids_cannot_be_guessed() -> None:
    ids = {new_conversation_id() for _ in range(100)}
    assert len(ids) == 100 and all(len(id) == 4 + 32 and id.startswith("web-") for id in ids)


@pytest.mark.parametrize("secret", ["", "short", "x" * 64])
def test_a_weak_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="XIAOER_SESSION_SECRET"):
        SessionTokens(secret)


def _signed(key: Any, algorithm: str, **changes: Any) -> str:
    content = {"aud": "xiaoer/session", "sub": "web-1", "num": 1, "iat": NOW, "exp": NOW + timedelta(hours=1)}
    content = {name: value for name, value in {**content, **changes}.items() if value is not None}
    return jwt.encode(content, key, algorithm)


def test_forged_tokens_are_refused() -> None:
    good = subkey(SECRET, "session")
    assert TOKENS.read(_signed(good, "HS256")).conversation_id == "web-1"
    head, body, mac = _signed(good, "HS256").split(".")
    _, other_body, _ = _signed(good, "HS256", sub="web-2").split(".")
    forged = [
        _signed("", "none"),
        _signed(SECRET.encode(), "HS256"),
        _signed(subkey(SECRET, "button"), "HS256"),
        _signed(good, "HS512"),
        _signed(good, "HS256", aud="xiaoer"),
        _signed(good, "HS256", exp=None),
        _signed(good, "HS256", sub=None),
        f"{head}.{other_body}.{mac}", f"{head}.{body}.", f"{head}.{body}", "", "x", "a.b.c", "\0", "é" * 50,
    ]  # fmt: skip
    for token in forged:
        with pytest.raises(TokenRefused):
            TOKENS.read(token)
        with pytest.raises(TokenRefused):
            TOKENS.read_even_expired(token)


def test_an_expired_token_says_only_which_conversation_it_was() -> None:
    token, _ = TOKENS.issue("web-1", 1, now=NOW - timedelta(hours=25))
    with pytest.raises(TokenExpired):
        TOKENS.read(token)
    assert TOKENS.read_even_expired(token).conversation_id == "web-1"
    ancient, _ = TOKENS.issue("web-1", 1, now=NOW - timedelta(days=40))
    with pytest.raises(TokenExpired):
        TOKENS.read_even_expired(ancient)


# Conversations without a login


async def test_a_session_begins_a_conversation_of_its_own(web: Site) -> None:
    one, two = await web.begin(language="zh"), await web.begin()
    assert one["is_new"] and one["language"] == "zh" and two["language"] == "en" and one["customer"] is None
    assert claims(one["token"])["sub"] != claims(two["token"])["sub"]


async def test_a_renewed_token_is_of_the_same_conversation(web: Site) -> None:
    first = await web.begin()
    second = await web.begin(first["token"])
    assert not second["is_new"] and second["token"] != first["token"]
    assert claims(second["token"])["sub"] == claims(first["token"])["sub"]


async def test_a_conversation_opens_to_no_token_but_its_own(web: Site) -> None:
    token = (await web.begin())["token"]
    conversation = claims(token)["sub"]
    web.shop.conversations.append(conversation, "person", {"text": "for you alone"})
    other_secret = SessionTokens("another-secret-0123456789-abcdefghijk").issue(conversation, 1)[0]
    for wrong in (
        None,
        "",
        conversation,
        other_secret,
        _signed("", "none", sub=conversation),
        token[:-2],
        5,
        {},
    ):
        assert await refusal(web, wrong) == "no_session", wrong
    for wrong in (None, conversation, other_secret, _signed("", "none", sub=conversation)):
        for method, path in (
            ("GET", "messages"),
            ("POST", "messages"),
            ("POST", "seen"),
            ("POST", "language"),
        ):
            status, error, _ = await web.request(
                method, f"/chat/v1/{path}", wrong, {} if method == "POST" else None
            )
            assert (status, error["code"]) == (401, "no_session"), (wrong, path)
        assert (await web.request("DELETE", "/chat/v1/session", wrong))[0] == 401
    stranger = (await web.begin())["token"]
    _, read, _ = await web.request("GET", "/chat/v1/messages?after=0&conversation=" + conversation, stranger)
    assert read["messages"] == []


async def test_an_expired_token_is_no_longer_let_in(web: Site) -> None:
    begun = await web.begin()
    conversation = claims(begun["token"])["sub"]
    expired, _ = TOKENS.issue(conversation, 1, now=NOW - timedelta(hours=25))
    assert await refusal(web, expired) == "session_expired"
    for method, path in (("GET", "messages"), ("POST", "session")):
        status, error, _ = await web.request(method, f"/chat/v1/{path}", expired)
        assert (status, error["code"]) == (401, "session_expired")


async def test_a_token_of_a_conversation_that_never_was(web: Site) -> None:
    token, _ = TOKENS.issue(new_conversation_id(), 1)
    assert await refusal(web, token) == "no_session"


async def test_a_log_out_ends_every_token_and_every_page(web: Site) -> None:
    first = (await web.begin())["token"]
    second = (await web.begin(first))["token"]
    page = await web.page(first)
    status, _, _ = await web.request("DELETE", "/chat/v1/session", second)
    assert status == 204
    await page.until(lambda: "ended" in page.names())
    assert page.data("ended")["code"] == "no_session"
    for token in (first, second):
        assert await refusal(web, token) == "no_session"
        assert (await web.request("POST", "/chat/v1/session", token))[0] == 401


async def test_a_session_that_is_ended_elsewhere_ends_here(web: Site) -> None:
    """By another process, on the database alone."""
    page = await web.page()
    web.shop.conversations.end_sessions(claims(str(page.token))["sub"])
    refused = await page.say("hi")
    assert refused["error"]["code"] == "no_session"
    await page.until(lambda: "ended" in page.names())


async def test_a_connection_lives_as_long_as_its_token_unless_it_is_renewed(web: Site) -> None:
    conversation = claims((await web.begin())["token"])["sub"]
    token = TOKENS.issue(conversation, 1, now=NOW - timedelta(hours=23))[0]
    page, other = await web.page(token), (await web.begin())["token"]
    assert (await page.call("renew", {"token": other}))["error"]["code"] == "no_session"
    assert (await page.call("renew", {"token": "x"}))["error"]["code"] == "no_session"
    fresh = await web.begin(token)
    renewed = await page.call("renew", {"token": fresh["token"]})
    assert renewed["ok"] and renewed["expires_at"] == fresh["expires_at"]
    await page.close()


async def test_a_page_whose_token_runs_out_is_told(web_shop: Shop) -> None:
    async with serving(web_shop, config(session_life=timedelta(minutes=1))) as site:
        token = (await site.begin())["token"]
        short, _ = SessionTokens(SECRET, timedelta(minutes=1)).issue(
            claims(token)["sub"], 1, now=datetime.now(timezone.utc) - timedelta(seconds=55)
        )
        page = Page(site, short)
        try:
            await page.open()
        except ConnectionRefusedError:  # a very slow machine: it has run out already
            assert page.refused["code"] == "session_expired"
            return
        await page.until(lambda: "ended" in page.names())
        assert page.data("ended")["code"] == "session_expired"


async def test_too_many_pages_at_once_are_refused(web_shop: Shop) -> None:
    async with serving(web_shop, config(connections_max=2)) as site:
        token = (await site.begin())["token"]
        pages = [await site.page(token), await site.page(token)]
        assert await refusal(site, token) == "slow_down"
        await pages[0].close()
        again = await site.page(token)
        for page in (pages[1], again):
            await page.close()


# Logins of the shop


async def test_a_logged_in_customer_is_known_to_the_shop_and_asked_for_no_proof(web_shop: Shop) -> None:
    async with serving(web_shop, config(login=LOGIN)) as site:
        begun = await site.begin(login=login())
        assert begun["customer"] == {"id": "CUS-1"} and begun["is_new"]
        page = await site.page(begun["token"])
        assert page.data("ready")["customer"] == {"id": "CUS-1"}
        await page.ask("where is my order?")
        conversation = site.processor.heard[0].sender_id
        identity = web_shop.access.identity(conversation)
        assert identity is not None and identity.customer_id == "CUS-1"
        assert web_shop.conversations.get(conversation).customer_id == "CUS-1"
        await page.close()


async def test_a_log_out_forgets_who_it_was(web_shop: Shop) -> None:
    async with serving(web_shop, config(login=LOGIN)) as site:
        token = (await site.begin(login=login()))["token"]
        await site.request("DELETE", "/chat/v1/session", token)
        assert web_shop.access.identity(claims(token)["sub"]) is None


async def test_a_login_never_takes_over_a_conversation_that_was_there_before(web_shop: Shop) -> None:
    """Session fixation: whoever planted the token reads nothing, and what they began is not continued."""
    async with serving(web_shop, config(login=LOGIN)) as site:
        planted = (await site.begin())["token"]
        watching = await site.page(planted)
        begun = await site.begin(planted, login=login())
        assert begun["is_new"] and claims(begun["token"])["sub"] != claims(planted)["sub"]
        await watching.until(lambda: "ended" in watching.names())
        assert await refusal(site, planted) == "no_session"
        page = await site.page(begun["token"])
        await page.ask("my address is secret")
        assert watching.texts() == []
        assert web_shop.access.identity(claims(planted)["sub"]) is None
        await page.close()


async def test_a_login_of_the_same_customer_continues_even_an_expired_session(web_shop: Shop) -> None:
    async with serving(web_shop, config(login=LOGIN)) as site:
        begun = await site.begin(login=login())
        conversation = claims(begun["token"])["sub"]
        expired, _ = TOKENS.issue(conversation, 1, "CUS-1", NOW, now=NOW - timedelta(days=2))
        for token in (begun["token"], expired):
            again = await site.begin(token, login=login())
            assert not again["is_new"] and claims(again["token"])["sub"] == conversation


async def test_a_login_of_another_customer_begins_anew_and_ends_the_old_session(web_shop: Shop) -> None:
    async with serving(web_shop, config(login=LOGIN)) as site:
        first = await site.begin(login=login("CUS-1"))
        second = await site.begin(first["token"], login=login("CUS-2"))
        assert second["is_new"] and second["customer"] == {"id": "CUS-2"}
        assert await refusal(site, first["token"]) == "no_session"


async def test_a_token_cannot_make_itself_a_customers(web_shop: Shop) -> None:
    """A token of an anonymous conversation, re-signed by nobody, says nothing about who it is."""
    async with serving(web_shop, config(login=LOGIN)) as site:
        token = (await site.begin())["token"]
        head, _, mac = token.split(".")
        changed = jwt.encode({**claims(token), "cus": "CUS-1"}, "x" * 32, "HS256").split(".")[1]
        assert await refusal(site, f"{head}.{changed}.{mac}") == "no_session"


async def test_a_logged_in_session_is_not_renewed_for_ever(web_shop: Shop) -> None:
    async with serving(web_shop, config(login=LOGIN)) as site:
        begun = await site.begin(login=login())
        long_ago = datetime.now(timezone.utc) - timedelta(hours=13)
        old, _ = TOKENS.issue(claims(begun["token"])["sub"], 1, "CUS-1", long_ago)
        status, error, _ = await site.request("POST", "/chat/v1/session", old)
        assert (status, error["code"]) == (401, "login_expired")


async def test_logins_that_cannot_be_trusted_open_nothing(web_shop: Shop) -> None:
    async with serving(web_shop, config(login=LOGIN)) as site:
        for wrong in (
            login(key="another-key-0123456789-abcdefghijklm"), login(audience="somebody-else"), login("CUS-404"),
            jwt.encode({"sub": "CUS-1"}, "", "none"), "x", "",
        ):  # fmt: skip
            status, error, _ = await site.request("POST", "/chat/v1/session", None, {"login": wrong})
            assert (status, error["code"]) == (403, "login_refused"), wrong
        assert (await site.request("POST", "/chat/v1/session", None, {"login": 5}))[0] == 400


async def test_without_a_key_nobody_can_log_in(web: Site) -> None:
    status, error, _ = await web.request("POST", "/chat/v1/session", None, {"login": login()})
    assert (status, error["code"]) == (403, "login_refused")


async def test_a_deleted_customer_is_no_longer_served_as_one(web_shop: Shop) -> None:
    async with serving(web_shop, config(login=LOGIN)) as site:
        page = await site.page((await site.begin(login=login()))["token"])
        web_shop.accounts.delete("CUS-1", By("test", "cli", "delete-1"))
        told = await page.ask("hi")
        assert told["author"] == "system" and site.processor.heard == []
        with pytest.raises(NotFound):
            web_shop.access.sign_in("web-x", "CUS-1")
        await page.close()


async def test_wrong_tokens_are_counted_by_address(web_shop: Shop) -> None:
    limits = {**{name: "1000/minute" for name in LIMITS}, "refused_address": "3/minute"}
    async with serving(web_shop, config(limits=limits)) as site:
        good = (await site.begin())["token"]
        for _ in range(3):
            assert (await site.request("GET", "/chat/v1/messages", "guess"))[1]["code"] == "no_session"
        for token in ("guess", good):
            status, error, headers = await site.request("GET", "/chat/v1/messages", token)
            assert (status, error["code"]) == (429, "slow_down") and int(headers["Retry-After"]) >= 1
