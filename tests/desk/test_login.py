"""Getting in, and not: passwords, sessions, tokens against other sites, brute force, headers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from desk.config import DeskConfig, from_environment
from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.clock import FixedClock
from shop.domain.errors import InvalidValue
from shop.domain.staff import SESSION_IDLE, SESSION_LONGEST, Staff
from shop.records import audit_record
from shop.service.staff import StaffAccounts
from shop.tables.desk import staff_passwords, staff_sessions
from tests.desk.conftest import PASSWORD, Agent, hidden

Agents = Callable[[], Agent]


async def test_one_logs_in_and_out(agents: Agents, mia: Staff) -> None:
    agent = agents()
    assert (await agent.http.get("/queue")).headers["location"] == "/login"
    answer = await agent.log_in("mia")
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    page = await agent.see("/queue")
    assert "Mia (agent)" in page
    old = dict(agent.http.cookies)
    await agent.http.post("/logout", data={"csrf": hidden(page, "csrf"), "once": hidden(page, "once")})
    agent.http.cookies.update(old)  # the cookie that somebody may have copied is dead, too
    assert (await agent.http.get("/queue")).status_code == 303


@pytest.mark.parametrize(
    ("login", "password"), [("mia", "wrong horse battery"), ("mio", PASSWORD), ("", ""), ("mia\0", PASSWORD)]
)
async def test_wrong_names_and_passwords_look_alike(
    agents: Agents, mia: Staff, login: str, password: str
) -> None:
    agent = agents()
    answer = await agent.log_in(login, password)
    assert answer.status_code == 401 and "Name or password is wrong." in answer.text
    assert "desk" not in agent.http.cookies


async def test_a_cookie_planted_before_is_never_logged_in(agents: Agents, mia: Staff) -> None:
    """Session fixation."""
    agent, thief = agents(), agents()
    for each in (agent, thief):
        each.http.cookies.set("desk", "planted", domain="127.0.0.1", path="/")
    await agent.log_in("mia")
    assert (await agent.http.get("/queue")).status_code == 200
    assert (await thief.http.get("/queue")).status_code == 303
    assert agent.http.cookies.get("desk") != "planted"


async def test_a_second_log_in_ends_the_first_session(agents: Agents, mia: Staff, shop: Shop) -> None:
    token, _ = shop.staff.begin_session(mia.id)
    agent = agents()
    before = hidden((await agent.http.get("/login")).text, "before")
    cookies = {"desk": token, "desk_before": before}
    async with httpx.AsyncClient(
        base_url=agent.http.base_url, cookies=cookies, trust_env=False, timeout=None
    ) as browser:
        form = {"login": "mia", "password": PASSWORD, "before": before}
        assert (await browser.post("/login", data=form)).status_code == 303
    assert shop.staff.session(token) is None


def test_a_session_ends_by_idling_and_by_age(shop: Shop, mia: Staff, clock: FixedClock) -> None:
    token, _ = shop.staff.begin_session(mia.id)
    for _ in range(int(SESSION_LONGEST / SESSION_IDLE)):
        clock.move(SESSION_IDLE - timedelta(minutes=1))
        assert shop.staff.session(token) is not None
    clock.move(SESSION_IDLE - timedelta(minutes=1))
    assert shop.staff.session(token) is None
    token, _ = shop.staff.begin_session(mia.id)
    clock.move(SESSION_IDLE + timedelta(seconds=1))
    assert shop.staff.session(token) is None


def test_only_hashes_are_kept(shop: Shop, mia: Staff) -> None:
    token, _ = shop.staff.begin_session(mia.id)
    with shop.store.reading() as unit:
        kept = str(unit.session.execute(select(staff_passwords)).all())
        kept += str(unit.session.execute(select(staff_sessions)).all())
    assert PASSWORD not in kept and token not in kept
    assert "$argon2id$" in kept and hashlib.sha256(token.encode()).hexdigest() in kept
    assert "argon2" not in str(audit_record(shop, mia.id))
    assert StaffAccounts(shop.store)._hasher.time_cost >= 3  # of the real one


def test_who_is_disabled_is_out_at_once(shop: Shop, mia: Staff) -> None:
    token, _ = shop.staff.begin_session(mia.id)
    shop.staff.disable("mia", By("test", "cli", "d"))
    assert shop.staff.session(token) is None
    assert shop.staff.authenticate("mia", PASSWORD) is None


def test_a_new_password_ends_the_sessions(shop: Shop, mia: Staff) -> None:
    token, _ = shop.staff.begin_session(mia.id)
    shop.staff.set_password("mia", "another horse battery")
    assert shop.staff.session(token) is None
    assert shop.staff.authenticate("mia", PASSWORD) is None
    assert shop.staff.authenticate("MIA ", "another horse battery") is not None


@pytest.mark.parametrize(
    ("login", "password", "role"),
    [("m", PASSWORD, "agent"), ("<b>", PASSWORD, "agent"), ("max", "short", "agent"), ("max", PASSWORD, "boss"),
     ("max", "x" * 201, "agent"), ("mia", PASSWORD, "agent")],
)  # fmt: skip
def test_accounts_that_cannot_be(shop: Shop, mia: Staff, login: str, password: str, role: str) -> None:
    with pytest.raises(InvalidValue):
        shop.staff.add(login, password, role, By("test", "cli", "a"))


async def test_guessing_is_stopped(agents: Agents, mia: Staff) -> None:
    agent = agents()
    answers = [(await agent.log_in("mia", "wrong horse battery")).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert (await agent.log_in("mia")).status_code == 429  # the right one comes too late
    assert (await agents().log_in("leo")).status_code == 401  # others are not locked out


async def test_guesses_at_the_same_time_count(agents: Agents, mia: Staff) -> None:
    agent = agents()
    before = hidden((await agent.http.get("/login")).text, "before")
    form = {"login": "mia", "password": "wrong horse battery", "before": before}
    answers = await asyncio.gather(*(agent.http.post("/login", data=form) for _ in range(12)))
    assert [each.status_code for each in answers].count(401) <= 5


async def test_many_names_from_one_address_are_stopped(serve: Callable[..., object], mia: Staff) -> None:
    url = await serve(DeskConfig(tries_by_address="3 per hour"))  # type: ignore[misc]
    agent = Agent(url)
    answers = [
        (await agent.log_in(name, "wrong horse battery")).status_code for name in ("a1", "b1", "c1", "d1")
    ]
    await agent.http.aclose()
    assert answers == [401, 401, 401, 429]


async def test_no_other_site_can_log_one_in(agents: Agents, mia: Staff) -> None:
    agent = agents()
    before = hidden((await agent.http.get("/login")).text, "before")
    form = {"login": "mia", "password": PASSWORD, "before": before}
    foreign = await agent.http.post("/login", data=form, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert (await agent.http.post("/login", data={**form, "before": "guess"})).status_code == 400
    assert (await agents().http.post("/login", data=form)).status_code == 400  # without the browser's cookie


@pytest.mark.parametrize("path", ["/login", "/queue", "/static/desk.js", "/nowhere", "/health"])
async def test_every_answer_is_locked_down(agents: Agents, path: str) -> None:
    headers = (await agents().http.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert (
        headers["referrer-policy"] == "same-origin"
    )  # "no-referrer" would make browsers hide the forms' origin
    assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


async def test_cookies_are_out_of_reach(agents: Agents, serve: Callable[..., object], mia: Staff) -> None:
    cookie = (await agents().log_in("mia")).headers["set-cookie"]
    assert "desk=" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    agent = Agent(await serve(DeskConfig(secure_cookies=True)))  # type: ignore[misc]
    page = await agent.http.get("/login")
    before = hidden(page.text, "before")
    assert "Secure" in page.headers["set-cookie"] and "strict-transport-security" in page.headers
    form = {"login": "mia", "password": PASSWORD, "before": before}
    answer = await agent.http.post("/login", data=form, headers={"Cookie": f"desk_before={before}"})
    await agent.http.aclose()
    assert "__Host-desk=" in answer.headers["set-cookie"] and "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "environment",
    [{"DESK_PORT": "x"}, {"DESK_PORT": "70000"}, {"DESK_INTERFACE": "0.0.0.0"}, {"DESK_HTTPS": "yes"},
     {"DESK_PROXIES": "99"}],
)  # fmt: skip
def test_settings_that_cannot_be(environment: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="DESK_"):
        from_environment(environment)
    assert from_environment({"DESK_INTERFACE": "0.0.0.0", "DESK_HTTPS": "1"}).secure_cookies
    with pytest.raises(ValueError, match="limit"):
        DeskConfig(tries_by_login="often")
