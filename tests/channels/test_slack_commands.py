"""The slash command, and who is known after it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels import slack_words as words
from tests.channels.slack_world import Server, World, slack_world, without_hurry


@pytest.fixture(autouse=True)
def _without_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    without_hurry(monkeypatch)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with slack_world(tmp_path) as made:
        yield made


async def told(world: World, server: Server, text: str, user: str = "U1") -> str:
    """What the sender of a command sees."""
    before = len(world.slack.responses)
    answer = await server.requests.send(world.slack.command(text, user))
    assert answer.status == 200
    await world.slack.until(lambda: len(world.slack.responses) > before)
    response = world.slack.responses[before]
    assert response["response_type"] == "ephemeral"
    return str(response["text"])


def code(world: World) -> str:
    found = re.search(r"\d{6}", world.mail())
    assert found
    return found.group()


def line(text: str, **facts: object) -> str:
    return text.format(command="/xiaoer", **facts)


async def test_a_linked_person_is_known_in_direct_messages_alone(world: World) -> None:
    server, slack, agent = await world.server(), world.slack, world.agent
    identity = world.shop.access.identity
    await server.send(slack.event("before"))
    await slack.until(lambda: len(slack.posts) == 1)
    assert await told(world, server, "link <mailto:ann@example.com|ann@example.com>") == line(words.CODE_SENT)
    assert await told(world, server, f"code {code(world)}") == line(words.LINKED)
    await server.send(slack.event("after"))
    await slack.until(lambda: len(slack.posts) == 2)
    await server.send(slack.mention("in public"))
    await slack.until(lambda: len(slack.posts) == 4)
    before, after, public = (message.sender_id for message in agent.heard)
    known = identity(after)
    assert known is not None and known.customer_id == "CUS-1"
    assert world.shop.conversations.get(after).customer_id == "CUS-1"
    assert identity(before) is None and identity(public) is None
    assert await told(world, server, "unlink") == line(words.UNLINKED)
    assert identity(after) is None
    await server.send(slack.event("again"))
    await slack.until(lambda: len(slack.posts) == 5)
    assert agent.heard[-1].sender_id == before


async def test_nobody_learns_who_is_a_customer(world: World) -> None:
    server = await world.server()
    known = await told(world, server, "link ann@example.com")
    assert await told(world, server, "link nobody@example.com", user="U2") == known
    assert await told(world, server, f"code {code(world)}", user="U2") == line(words.NO_ACCOUNT)
    assert await told(world, server, "status", user="U2") == line(words.NOT_LINKED)


async def test_a_code_is_for_the_one_who_asked_and_cannot_be_guessed(world: World) -> None:
    server = await world.server()
    await told(world, server, "link ann@example.com")
    right = code(world)
    assert (await told(world, server, f"code {right}", user="U2")).startswith("This code does not fit")
    wrong = "000000" if right != "000000" else "111111"
    for left in (4, 3, 2, 1):
        assert await told(world, server, f"code {wrong}") == line(words.CODE_WRONG, left=left)
    assert (await told(world, server, f"code {wrong}")).startswith("Too many tries")
    assert (await told(world, server, f"code {right}")).startswith("Too many tries")
    assert await told(world, server, "status") == line(words.NOT_LINKED)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", words.HELP), ("help", words.HELP), ("帮助", words.HELP), ("link", words.EMAIL_NEEDED),
        ("link me", words.EMAIL_NEEDED), ("绑定 没有", words.EMAIL_NEEDED), ("code", words.CODE_NEEDED),
        ("code 12345", words.CODE_NEEDED), ("验证码 １２３", words.CODE_NEEDED), ("STATUS", words.NOT_LINKED),
        ("解绑", words.NOT_LINKED),
    ],
)  # fmt: skip
async def test_commands_explain_themselves(world: World, text: str, answer: str) -> None:
    server = await world.server()
    assert await told(world, server, text) == line(answer)


@pytest.mark.parametrize("text", ["where is ORD-1042?", "help me with my order", "我的订单到哪了"])
async def test_a_question_is_answered_in_a_direct_message(world: World, text: str) -> None:
    server, slack = await world.server(), world.slack
    assert await told(world, server, text) == words.ASKED
    await slack.until(lambda: len(slack.posts) == 1)
    assert (slack.posts[0]["channel"], slack.posts[0]["text"]) == ("D1", f"echo: {text}")
    await server.send(slack.event("more"))
    await slack.until(lambda: len(slack.posts) == 2)
    assert len({message.sender_id for message in world.agent.heard}) == 1


async def test_answers_go_to_slack_alone(world: World, caplog: pytest.LogCaptureFixture) -> None:
    server, slack = await world.server(), world.slack
    evil = slack.command("status", response_url="http://127.0.0.1:9/steal")
    assert await server.send(evil) == 200
    assert await told(world, server, "status") == line(words.NOT_LINKED)
    assert "foreign response_url" in caplog.text  # one command after the other: it is done with


async def test_logs_hold_no_address(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    server = await world.server()
    await told(world, server, "link ann@example.com")
    assert "ann@" not in caplog.text and code(world) not in caplog.text
