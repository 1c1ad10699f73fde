"""The Slack channel against a fake Slack on loopback: what comes in, what goes out, and what is refused."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from channels import slack_queue, slack_words
from channels.slack import RETRY_REASONS
from channels.slack_signature import TOLERANCE_S, signature
from shop.arrivals import WORK
from shop.audit import By
from tests.channels.fake_slack import SECRET, rate_limited
from tests.channels.slack_world import FakeAgent, World, slack_world, without_hurry


@pytest.fixture(autouse=True)
def _without_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    without_hurry(monkeypatch)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with slack_world(tmp_path) as made:
        yield made


async def test_a_direct_message_is_answered_and_kept(world: World) -> None:
    server, slack = await world.server(), world.slack
    assert await server.send(slack.event("where is <mailto:a@b.co|a@b.co> &amp; co")) == 200
    await slack.until(lambda: len(slack.posts) == 1)
    (post,) = slack.posts
    assert (post["channel"], "thread_ts" in post) == ("D1", False)
    assert post["text"] == "echo: where is a@b.co &amp; co"
    assert world.said() == [
        ("customer", "where is a@b.co & co"),
        ("assistant", "echo: where is a@b.co & co"),
    ]
    heard = world.agent.heard[0]
    assert heard.sender_id.startswith("slack-") and heard.input_channel == "slack"


async def test_slack_is_answered_before_the_work_is_done(world: World) -> None:
    server, slack, agent = await world.server(), world.slack, world.agent
    agent.gate.clear()
    assert await server.send(slack.event("hi")) == 200  # while the assistant has not even begun to speak
    await agent.started.wait()
    assert slack.calls == 0
    agent.gate.set()
    await slack.until(lambda: slack.texts() == ["echo: hi"])


@pytest.mark.parametrize("reason", sorted(RETRY_REASONS))
async def test_a_repeated_event_counts_once(world: World, reason: str) -> None:
    server, slack = await world.server(), world.slack
    event = slack.event("hi")
    assert await server.send(event) == 200
    for number in ("1", "2", "3"):
        repeated = {"X_Slack_Retry_Num": number, "X_Slack_Retry_Reason": reason}
        assert await server.send(event, **repeated) == 200
    await server.send(slack.event("bye"))
    await slack.until(lambda: "echo: bye" in slack.texts())
    assert slack.texts() == ["echo: hi", "echo: bye"]


@pytest.mark.parametrize("reason", ["http_timeout", "http_error"])
async def test_a_repetition_counts_when_the_first_did_not_arrive(world: World, reason: str) -> None:
    server, slack = await world.server(), world.slack
    event = slack.event("hi")
    assert await server.send(event, X_Slack_Retry_Num="1", X_Slack_Retry_Reason=reason) == 200
    await slack.until(lambda: slack.texts() == ["echo: hi"])


async def test_an_event_that_cannot_be_kept_is_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, slack = await world.server(), world.slack
    lock = world.shop.store.engine.execution_options(shop_writes=True)
    event = slack.event("hi")
    monkeypatch.setattr("channels.slack.KEEP_S", 0.05)
    with lock.connect() as other, other.begin():
        assert await server.send(event) == 503
        assert (await server.requests.send(slack.command("status"))).status == 200  # Slack repeats no command
    monkeypatch.setattr("channels.slack.KEEP_S", 3600)
    assert await server.send(event, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_error") == 200
    await slack.until(lambda: slack.texts() == ["echo: hi"])


async def test_messages_of_one_person_are_answered_in_order(world: World) -> None:
    server, slack, agent = await world.server(), world.slack, world.agent
    agent.gate.clear()
    for number in range(4):
        await server.send(slack.event(f"m{number}"))
    await server.send(slack.event("other", user="U2", channel="D2"))
    while len(agent.heard) < 2:
        await asyncio.sleep(0)
    assert agent.texts() == ["m0", "other"]  # the rest waits for the first, another person does not
    agent.gate.set()
    await slack.until(lambda: len(slack.posts) == 5)
    mine = [post["text"] for post in slack.posts if post["channel"] == "D1"]
    assert mine == [f"echo: m{number}" for number in range(4)]


# Signatures.


async def test_a_forged_or_old_request_is_refused(world: World) -> None:
    server, slack = await world.server(), world.slack
    body = json.dumps(slack.event("hi")).encode()
    now = int(time.time())
    old, ahead = str(now - TOLERANCE_S - 5), str(now + TOLERANCE_S + 5)
    other = json.dumps(slack.event("other")).encode()
    wrong = [
        {"sign": ""},
        {"sign": "v0=" + "0" * 64},
        {"sign": signature("another secret of somebody", str(now), body), "stamp": str(now)},
        {"sign": signature(SECRET, str(now), other), "stamp": str(now)},  # another body's
        {"stamp": old},  # signed well, but long ago: a replay
        {"stamp": ahead},
        {"stamp": str(now), "sign": signature(SECRET, old, body)},  # a replay with a new time
        {"stamp": "soon"},
        {"stamp": ""},
        {"sign": "é"},
    ]
    for headers in wrong:
        answer = await server.requests.raw(body, "application/json", **headers)
        assert answer.status == 401, headers
    assert (await server.requests.raw(body, "application/json")).status == 200
    await slack.until(lambda: len(slack.posts) == 1)
    assert len(world.agent.heard) == 1


async def test_the_same_signed_request_again_does_nothing(world: World) -> None:
    server, slack = await world.server(), world.slack
    body, stamp = json.dumps(slack.event("hi")).encode(), str(int(time.time()))
    for _ in range(3):
        assert (await server.requests.raw(body, "application/json", stamp=stamp)).status == 200
    command = slack.command("link ann@example.com")
    for _ in range(3):
        assert await server.send(command) == 200
    await slack.until(lambda: len(slack.responses) == 1 and len(slack.posts) == 1)
    await server.send(slack.event("end"))
    await slack.until(lambda: "echo: end" in slack.texts())
    assert (len(slack.posts), len(slack.responses)) == (2, 1)


async def test_slack_verifies_the_address(world: World) -> None:
    server = await world.server()
    answer = await server.requests.send({"type": "url_verification", "challenge": "3eZbrw1a"})
    assert (answer.status, await answer.json()) == (200, {"challenge": "3eZbrw1a"})
    forged = await server.requests.send({"type": "url_verification", "challenge": "x"}, sign="v0=0")
    assert forged.status == 401


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"\xff", "application/json"),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"payload=[]", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_cannot_be_read_is_refused(world: World, body: bytes, kind: str) -> None:
    server = await world.server()
    assert (await server.requests.raw(body, kind)).status == 400


async def test_another_workspace_is_not_served(world: World, caplog: pytest.LogCaptureFixture) -> None:
    server, slack = await world.server(), world.slack
    foreign = [
        {**slack.event("hi"), "team_id": "T9"},
        slack.event("hi", user_team="T9"),  # a guest from another company in a shared channel
        slack.command("link ann@example.com", team_id="T9"),
    ]
    for payload in foreign:
        answer = await server.requests.send(payload)
        assert (await answer.json())["text"] == slack_words.FOREIGN
    await server.send(slack.event("end"))
    await slack.until(lambda: slack.texts() == ["echo: end"])
    assert world.agent.texts() == ["end"] and "T9" in caplog.text


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"hidden": True},
        {"type": "reaction_added"},
        {"channel": "C1", "channel_type": "channel"},  # talk in a channel, no mention
        {"channel": "C1", "channel_type": "channel", "thread_ts": "1.1"},  # in a thread that is not ours
        {"ts": "yesterday"},
        {"user": "<U1>"},
    ],
)
async def test_what_is_not_for_the_assistant_is_left_alone(world: World, changes: dict[str, object]) -> None:
    server, slack = await world.server(), world.slack
    assert await server.send(slack.event("hi", **changes)) == 200
    await server.send(slack.event("end"))
    await slack.until(lambda: slack.texts() == ["echo: end"])
    with world.shop.store.reading() as unit:
        kept = unit.session.execute(text("SELECT COUNT(*) FROM slack_arrivals")).scalar_one()
    assert (kept, world.agent.texts()) == (1, ["end"])


# Places.


async def test_a_mention_is_answered_in_its_thread_and_goes_on_there(world: World) -> None:
    server, slack = await world.server(), world.slack
    mention = slack.mention("hi")
    ts = mention["event"]["ts"]
    await server.send(mention)
    # The same message, told of a second time by another event.
    await server.send(slack.event("<@U0BOT> hi", channel="C1", channel_type="channel", ts=ts))
    await slack.until(lambda: len(slack.posts) == 2)
    await server.send(slack.event("more", channel="C1", channel_type="channel", thread_ts=ts))
    await slack.until(lambda: len(slack.posts) == 3)
    assert [(p["channel"], p["thread_ts"]) for p in slack.posts] == [("C1", ts)] * 3
    assert slack.texts() == [slack_words.PUBLIC, "echo: hi", "echo: more"]
    await server.send(slack.event("not me", channel="C1", channel_type="channel", thread_ts=ts, user="U2"))
    await server.send(slack.mention("me too", thread_ts=ts, user="U2"))
    await slack.until(lambda: "echo: me too" in slack.texts())
    assert "echo: not me" not in slack.texts()
    one, two = world.agent.heard[0].sender_id, world.agent.heard[-1].sender_id
    assert one != two  # what U1 has proven is not open to U2


async def test_a_thread_in_direct_messages_keeps_the_conversation(world: World) -> None:
    server, slack = await world.server(), world.slack
    await server.send(slack.event("one"))
    await slack.until(lambda: len(slack.posts) == 1)
    await server.send(slack.event("two", thread_ts="1699.1"))
    await slack.until(lambda: len(slack.posts) == 2)
    await server.send(slack.event("three"))
    await slack.until(lambda: len(slack.posts) == 3)
    assert [post.get("thread_ts") for post in slack.posts] == [None, "1699.1", None]
    assert len({message.sender_id for message in world.agent.heard}) == 1


async def test_a_bare_mention_and_a_file_get_a_word(world: World) -> None:
    server, slack = await world.server(), world.slack
    await server.send(slack.mention(""))
    await server.send(slack.event("", subtype="file_share", files=[{"id": "F1"}]))
    await slack.until(lambda: len(slack.posts) == 3)
    assert set(slack.texts()) == {slack_words.PUBLIC, slack_words.MENTIONED, slack_words.NO_FILES}
    assert world.agent.heard == []


# Buttons.


def offer(titles: list[str]) -> FakeAgent:
    agent = FakeAgent()
    buttons = [{"title": title, "payload": f'/inform{{"choice": "{title}"}}'} for title in titles]
    agent.reply = lambda said: (
        [{"text": "Which?", "buttons": buttons}] if said.text == "ask" else [{"text": f"got {said.text}"}]
    )
    return agent


@pytest.mark.parametrize("count", [2, 5, 6, 12])
async def test_a_button_or_an_option_is_pressed(world: World, count: int) -> None:
    agent = offer([f"b{number}" for number in range(count)])
    server, slack = await world.server(agent), world.slack
    await server.send(slack.event("ask"))
    await slack.until(lambda: len(slack.posts) == 1)
    (post,) = slack.posts
    assert "/inform" not in json.dumps(post)  # the payload stays with us
    kinds = {element["type"] for element in post["blocks"][-1]["elements"]}
    assert kinds == ({"button"} if count <= 5 else {"static_select"})
    assert await server.send(slack.press(post, count - 1)) == 200
    await slack.until(lambda: len(slack.posts) == 2)
    assert agent.texts()[-1] == f'/inform{{"choice": "b{count - 1}"}}'
    assert ("customer", f"b{count - 1}") in world.said()
    (replaced,) = slack.responses
    assert replaced["replace_original"] is True
    assert [block["type"] for block in replaced["blocks"]] == ["section", "context"]


async def test_a_button_counts_once_for_its_own_person_and_only_as_it_was_made(world: World) -> None:
    agent = offer(["yes", "no"])
    server, slack = await world.server(agent), world.slack
    await server.send(slack.mention("ask"))
    await slack.until(lambda: len(slack.posts) == 2)
    post = slack.posts[1]
    await server.send(slack.press(post, 0, user="U2"))
    await slack.until(lambda: len(slack.responses) == 1)
    forged = slack.press(post, 0)
    forged["actions"][0] = {**forged["actions"][0], "value": '/inform{"choice": "yes"}'}
    forged["message"] = {**forged["message"], "ts": "5.5"}
    other = slack.press(post, 0)
    value = other["actions"][0]["value"]
    other["actions"][0] = {**other["actions"][0], "value": value.replace(".0.", ".1.")}
    other["message"] = {**other["message"], "ts": "6.6"}
    for payload in (forged, other):
        await server.send(payload)
    await slack.until(lambda: len(slack.responses) == 3)
    assert [response["text"] for response in slack.responses] == [slack_words.NOT_YOURS] * 3
    assert agent.texts() == ["ask"] and len(slack.posts) == 2
    for _ in range(2):
        await server.send(slack.press(post, 0))
    await slack.until(lambda: len(slack.posts) == 3)
    await server.send(slack.event("end"))
    await slack.until(lambda: "got end" in slack.texts())
    assert agent.texts() == ["ask", '/inform{"choice": "yes"}', "end"]
    assert slack.posts[2]["thread_ts"] == post["thread_ts"]


async def test_an_old_button_is_only_a_word(world: World) -> None:
    agent = offer(["yes"])
    server, slack = await world.server(agent), world.slack
    await server.send(slack.event("ask"))
    await slack.until(lambda: len(slack.posts) == 1)
    await server.send(slack.event("something else"))
    await slack.until(lambda: len(slack.posts) == 2)
    await server.send(slack.press(slack.posts[0], 0))
    await slack.until(lambda: len(slack.posts) == 3)
    assert agent.texts() == ["ask", "something else", "yes"]


# Sending.


async def test_when_slack_says_wait_nothing_is_lost_and_the_order_stays(world: World) -> None:
    world.agent.reply = lambda said: [{"text": f"{said.text} {part}"} for part in "abc"]
    server, slack = await world.server(), world.slack
    slack.answers.extend([rate_limited(30), rate_limited(7)])
    await server.send(slack.event("one"))
    await server.send(slack.event("two"))
    await slack.until(lambda: len(slack.posts) == 6)
    assert slack.texts() == ["one a", "one b", "one c", "two a", "two b", "two c"]
    assert [pause for pause in world.time.pauses if pause != 1.0] == [30, 7]
    assert slack.calls == 8  # not once before its time


async def test_when_slack_is_down_what_was_said_goes_out_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.delivery.FIRST_WAIT_S", 0.01)
    server, slack = await world.server(), world.slack
    down = {"ok": False, "error": "internal_error"}
    slack.answers.extend([(503, {}, {}), (200, {}, down), (200, {}, {"ok": False, "error": "invalid_auth"})])
    await server.send(slack.event("one"))
    await server.send(slack.event("two"))
    await slack.until(lambda: slack.texts() == ["echo: one", "echo: two"])
    assert slack.calls == 5


async def test_a_message_that_can_never_arrive_is_given_up_and_the_next_one_goes_out(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    server, slack = await world.server(), world.slack
    slack.answers.append((200, {}, {"ok": False, "error": "is_archived"}))
    await server.send(slack.event("my name is Ann"))
    await server.send(slack.event("two"))
    await slack.until(lambda: slack.texts() == ["echo: two"])
    assert "is_archived" in caplog.text and "Ann" not in caplog.text


async def test_refused_blocks_go_out_as_text(world: World) -> None:
    server, slack = await world.server(), world.slack
    slack.answers.append((200, {}, {"ok": False, "error": "invalid_blocks"}))
    await server.send(slack.event("hi"))
    await slack.until(lambda: slack.texts() == ["echo: hi"])
    assert "blocks" not in slack.posts[0]


# People.


async def test_while_a_person_has_the_word_the_assistant_is_silent(world: World) -> None:
    server, slack = await world.server(), world.slack
    await server.send(slack.mention("help"))
    await slack.until(lambda: len(slack.posts) == 2)
    id = world.agent.heard[0].sender_id
    thread = slack.posts[0]["thread_ts"]
    world.shop.conversations.hold(id, "person", By("staff:mia", "desk", "take-1"))
    await server.send(slack.event("are you there?", channel="C1", channel_type="channel", thread_ts=thread))
    # As the desk does, from another process: nobody wakes the delivery here.
    while ("customer", "are you there?") not in world.said():
        await asyncio.sleep(0.01)
    world.shop.conversations.append(id, "person", {"text": "Mia here, <b> & co", "name": "Mia <!channel>"})
    await slack.until(lambda: len(slack.posts) == 3)
    assert slack.posts[2]["thread_ts"] == thread
    assert slack.posts[2]["text"] == "Mia here, &lt;b&gt; &amp; co"
    assert slack.posts[2]["blocks"][0]["elements"] == [
        {"type": "plain_text", "text": "Mia &lt;!channel&gt; · Our staff · 人工客服", "emoji": False}
    ]
    assert len(world.agent.heard) == 1
    world.shop.conversations.hold(id, "assistant", By("staff:mia", "desk", "close-1"))
    await server.send(slack.mention("thanks", thread_ts=thread))
    await slack.until(lambda: slack.texts()[-1] == "echo: thanks")


# Restarts and several workers.


async def test_what_came_before_a_restart_is_done_after_it(world: World) -> None:
    slack = world.slack
    first = await world.server()
    assert first.channel._queue is not None
    await first.channel._queue.stop()  # it still takes requests, but works nothing off
    event = slack.event("hi")
    await first.send(event)
    await first.stop()
    assert slack.posts == []
    second = await world.server()
    await slack.until(lambda: slack.texts() == ["echo: hi"])
    await second.send(event, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="connection_failed")
    await second.send(slack.event("end"))
    await slack.until(lambda: "echo: end" in slack.texts())
    assert slack.texts() == ["echo: hi", "echo: end"]


async def test_a_turn_that_was_cut_off_is_not_done_again_but_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_queue, "STOP_S", 0.01)
    slack, stuck, agent = world.slack, FakeAgent(), FakeAgent()
    stuck.gate.clear()
    first = await world.server(stuck)
    event = slack.event("cancel my order")
    await first.send(event)
    await stuck.started.wait()
    await first.send(slack.event("and then?"))
    await first.stop()
    second = await world.server(agent)
    assert slack.posts == [] and agent.heard == []
    world.clock.move(WORK + timedelta(seconds=1))
    await slack.until(lambda: len(slack.posts) == 2)
    assert slack.texts() == [slack_words.INTERRUPTED, "echo: and then?"]
    await second.send(event, X_Slack_Retry_Num="2", X_Slack_Retry_Reason="http_timeout")
    await second.send(slack.event("end"))
    await slack.until(lambda: "echo: end" in slack.texts())
    assert agent.texts() == ["and then?", "end"]


async def test_an_answer_that_was_not_sent_before_a_restart_is_sent_after_it(world: World) -> None:
    server, slack = await world.server(), world.slack
    slack.answers.append((503, {}, {}))  # the server ends while it waits for its next try
    await server.send(slack.event("hi"))
    await slack.until(lambda: slack.calls == 1)
    await server.stop()
    assert slack.posts == []
    await world.server()
    await slack.until(lambda: slack.texts() == ["echo: hi"])
    assert len(world.agent.heard) == 1


async def test_two_workers_do_everything_once_and_in_order(world: World) -> None:
    slack, one, two = world.slack, FakeAgent(), FakeAgent()
    servers = [await world.server(one), await world.server(two)]
    people = [(f"U{number}", f"D{number}") for number in range(1, 5)]
    for number in range(5):
        for user, channel in people:
            event = slack.event(f"{user} {number}", user=user, channel=channel)
            sent = await asyncio.gather(*(server.send(event) for server in servers))
            assert sent == [200, 200]
    slack.answers.append(rate_limited(3))
    await slack.until(lambda: len(slack.posts) >= 20)
    for server in servers:
        await server.stop()
    for user, channel in people:
        mine = [post["text"] for post in slack.posts if post["channel"] == channel]
        assert mine == [f"echo: {user} {number}" for number in range(5)]
    assert len(one.heard) + len(two.heard) == 20


async def test_an_error_in_a_turn_is_told_and_logged_without_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(said: object) -> list[dict[str, object]]:
        raise RuntimeError("ann@example.com")

    world.agent.reply = fail
    server, slack = await world.server(), world.slack
    await server.send(slack.event("my mail is ann@example.com"))
    await slack.until(lambda: slack.texts() == [slack_words.TROUBLE])
    assert "RuntimeError" in caplog.text and "ann@" not in caplog.text


async def test_an_assistant_that_says_nothing_is_excused(world: World) -> None:
    world.agent.reply = lambda said: []
    server, slack = await world.server(), world.slack
    await server.send(slack.event("hi"))
    await slack.until(lambda: slack.texts() == [slack_words.TROUBLE])
