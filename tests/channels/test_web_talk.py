"""Talking through the web channel: real Socket.IO on loopback."""

from __future__ import annotations

import asyncio
import logging

import pytest
from rasa.core.channels.channel import UserMessage

from channels.messages import Message
from shop.audit import By
from shop.domain.errors import Unavailable
from tests.channels.web_site import Page, Site, client_id

BUTTONS = [
    {"title": "Yes", "payload": "/affirm"},
    {"title": "The second", "payload": '/inform{"line": "2"}'},
]
DESK = By("staff:mia", "desk", "take-1")


async def offer(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "Which?", "buttons": BUTTONS})


async def nothing(message: UserMessage) -> None:
    return None


async def crash(message: UserMessage) -> None:
    raise RuntimeError(f"cannot handle {message.text}")


def conversation_of(web: Site) -> str:
    return str(web.processor.heard[0].sender_id)


async def test_a_message_is_answered_in_the_same_conversation(web: Site) -> None:
    page = await web.page()
    sent = await page.say("你好, hello")
    assert sent["ok"] and sent["seq"] == 1 and not sent["duplicate"]
    await page.until(lambda: len(page.messages) == 2)
    first, second = page.messages
    assert (first["seq"], first["author"], first["body"]) == (1, "customer", {"text": "你好, hello"})
    assert (second["seq"], second["author"]) == (2, "assistant")
    assert second["body"] == {"text": "You said: 你好, hello"}
    (heard,) = web.processor.heard
    assert heard.input_channel == "web" and heard.metadata == {}
    await page.close()


async def test_text_buttons_and_card_of_one_reply_stay_one_message(web: Site) -> None:
    card = {"card": "rating", "version": 1, "language": "en", "subject": "return_item", "scale": 5}

    async def rate(message: UserMessage) -> None:
        response = {"text": "How was it?", "buttons": BUTTONS, "custom": card}
        await message.output_channel.send_response(message.sender_id, response)

    web.processor.answer = rate
    page = await web.page()
    answer = await page.ask("hi")
    assert answer["body"]["text"] == "How was it?" and answer["body"]["card"] == card
    assert [button["title"] for button in answer["body"]["buttons"]] == ["Yes", "The second"]
    assert "/affirm" not in str(page.events)  # the payload itself never leaves the server
    await page.close()


async def test_a_pressed_button_reaches_rasa_as_its_payload_and_pages_as_its_title(web: Site) -> None:
    web.processor.answer = offer
    page = await web.page()
    answer = await page.ask("hi")
    pressed = answer["body"]["buttons"][1]["payload"]
    sent = await page.call("send", {"client_id": client_id(), "button": pressed})
    await page.until(lambda: page.seqs()[-1] > sent["seq"])
    assert web.processor.heard[1].text == '/inform{"line": "2"}'
    assert page.messages[sent["seq"] - 1]["body"] == {"text": "The second"}
    await page.close()


async def test_a_button_counts_only_in_its_own_conversation(web: Site) -> None:
    web.processor.answer = offer
    one, other = await web.page(), await web.page()
    signed = (await one.ask("hi"))["body"]["buttons"][0]["payload"]
    await other.ask("hi")
    seq, index, mac = signed.split(".")
    for wrong in (
        signed, f"{seq}.1.{mac}", f"1.0.{mac}", f"{seq}.{index}.{'0' * 32}", "/affirm", '/inform{"line": "2"}', "",
    ):  # fmt: skip
        page = other if wrong == signed else one
        refused = await page.call("send", {"client_id": client_id(), "button": wrong})
        assert not refused["ok"] and refused["error"]["code"] == "button_refused", wrong
    assert [heard.text for heard in web.processor.heard] == ["hi", "hi"]
    await one.close()
    await other.close()


@pytest.mark.parametrize(
    "text", ["/affirm", "  /restart", '//inform{"line": "2"}', "/session_start", "\0/affirm"]
)
async def test_a_typed_command_is_plain_text(web: Site, text: str) -> None:
    """Even one that the assistant has just offered as a button."""
    web.processor.answer = offer
    page = await web.page()
    await page.ask("hi")
    await page.say(text)
    await page.until(lambda: len(page.messages) == 4)
    assert not web.processor.heard[1].text.startswith("/")
    await page.close()


async def test_messages_of_one_page_are_answered_in_the_order_in_which_they_were_sent(web: Site) -> None:
    page = await web.page()
    web.processor.gate.clear()
    sent = await asyncio.gather(*(page.say(str(number)) for number in range(8)))
    web.processor.gate.set()
    await page.until(lambda: len(page.messages) == 16)
    assert [heard.text for heard in web.processor.heard] == [str(number) for number in range(8)]
    assert [each["seq"] for each in sent] == sorted(each["seq"] for each in sent)
    assert page.seqs() == list(range(1, 17))
    await page.close()


async def test_a_repeated_client_id_counts_once(web: Site) -> None:
    page, name = await web.page(), client_id()
    first = await page.say("once", name)
    await page.until(lambda: len(page.messages) == 2)
    again = await page.say("once", name)
    other = await page.say("something else under the same name", name)
    assert (again["seq"], again["duplicate"], other["seq"], other["duplicate"]) == (
        first["seq"],
        True,
        1,
        True,
    )
    assert [heard.text for heard in web.processor.heard] == ["once"]
    await page.close()


async def test_a_client_id_of_another_conversation_is_another_message(web: Site) -> None:
    one, other, name = await web.page(), await web.page(), client_id()
    assert not (await one.say("mine", name))["duplicate"]
    assert not (await other.say("mine, too", name))["duplicate"]
    await other.until(lambda: len(other.messages) == 2)
    assert "mine" not in other.texts()
    await one.close()
    await other.close()


async def test_a_message_that_was_kept_but_not_answered_is_answered_when_it_comes_again(web: Site) -> None:
    """The server ended in between: Rasa never got it."""
    page, name = await web.page(), client_id()
    await page.ask("first")
    web.shop.conversations.append(conversation_of(web), "customer", {"text": "lost"}, name)
    again = await page.say("lost", name)
    assert again["duplicate"]
    await page.until(lambda: "You said: lost" in page.texts())
    assert [heard.text for heard in web.processor.heard] == ["first", "lost"]
    await page.close()


async def test_what_was_said_while_the_page_was_away_comes_once_and_in_order(web: Site) -> None:
    token = (await web.begin())["token"]
    page = await web.page(token)
    await page.ask("one")
    known = page.seqs()[-1]
    web.processor.gate.clear()
    await page.say("two")
    await page.close()
    web.processor.gate.set()
    post = web.shop.conversations.append
    for text in ("three", "four"):
        post(conversation_of(web), "person", Message(text).as_body())
    back = await Page(web, token).open(after=known)
    await back.until(lambda: "You said: two" in back.texts())
    # What had been missing at the first page comes by itself.
    await back.until(lambda: len(back.messages) >= 4)
    assert back.seqs() == [3, 4, 5, 6]
    assert set(back.texts()) == {"two", "You said: two", "three", "four"}
    await back.close()


async def test_a_reloaded_page_gets_the_latest_and_older_ones_on_demand(web: Site) -> None:
    token = (await web.begin())["token"]
    page = await web.page(token)
    await page.ask("hi")
    for number in range(60):
        web.shop.conversations.append(conversation_of(web), "person", {"text": str(number)})
    await page.close()
    back = await Page(web, token).open()
    ready = back.data("ready")
    assert [m["seq"] for m in ready["messages"]] == list(range(13, 63)) and ready["more"]
    assert ready["last_seq"] == 62
    older = await back.call("history", {"before": 13})
    assert [m["seq"] for m in older["messages"]] == list(range(1, 13)) and not older["more"]
    missed = await back.call("resume", {"after": 60})
    assert [m["seq"] for m in missed["messages"]] == [61, 62] and not missed["more"]
    await back.close()


async def test_what_was_seen_is_known_after_a_reload(web: Site) -> None:
    token = (await web.begin())["token"]
    page = await web.page(token)
    await page.ask("hi")
    assert (await page.call("seen", {"seq": 2}))["ok"] and (await page.call("seen", {"seq": 1}))["ok"]
    await page.close()
    back = await web.page(token)
    assert back.data("ready")["seen_seq"] == 2
    await back.close()


async def test_all_pages_of_a_customer_show_the_same_and_nobody_elses(web: Site) -> None:
    token = (await web.begin())["token"]
    one, two, stranger = await web.page(token), await web.page(token), await web.page()
    await one.ask("hello")
    await two.until(lambda: len(two.messages) == 2)
    assert two.texts() == ["hello", "You said: hello"]
    await stranger.ask("anybody here?")
    assert stranger.texts() == ["anybody here?", "You said: anybody here?"]
    assert len(two.messages) == 2
    for page in (one, two, stranger):
        await page.close()


async def test_typing_is_shown_while_the_assistant_thinks(web: Site) -> None:
    page = await web.page()
    web.processor.gate.clear()
    await page.say("hi")
    await page.until(lambda: "typing" in page.names())
    assert page.data("typing") == {"on": True, "author": "assistant"}
    late = await web.page(page.token)
    assert late.data("ready")["typing"] is True
    web.processor.gate.set()
    await page.until(lambda: page.data("typing")["on"] is False)
    await page.close()
    await late.close()


async def test_while_a_person_has_the_conversation_the_assistant_is_silent(web: Site) -> None:
    page = await web.page()
    await page.ask("I want a person")
    web.shop.conversations.hold(conversation_of(web), "person", DESK)
    await page.until(lambda: "holder" in page.names())
    assert page.data("holder") == {"holder": "person"}
    await page.say("are you there?")
    web.shop.conversations.append(
        conversation_of(web), "person", {"text": "Mia here"}
    )  # by the desk's process
    await page.until(lambda: "Mia here" in page.texts())
    assert page.data("messages")["holder"] == "person"
    assert [heard.text for heard in web.processor.heard] == ["I want a person"]
    web.shop.conversations.hold(conversation_of(web), "assistant", By("staff:mia", "desk", "close-1"))
    await page.until(lambda: page.data("holder") == {"holder": "assistant"})
    assert (await page.ask("thanks"))["body"]["text"] == "You said: thanks"
    await page.close()


async def test_an_answer_that_comes_after_a_person_has_taken_over_is_not_sent(web: Site) -> None:
    page = await web.page()
    await page.ask("hi")
    web.processor.gate.clear()
    await page.say("where is my parcel?")
    await page.until(lambda: page.names().count("typing") >= 3)  # on, off, on
    web.shop.conversations.hold(conversation_of(web), "person", DESK)
    web.processor.gate.set()
    await page.until(lambda: page.data("typing")["on"] is False)
    web.shop.conversations.append(conversation_of(web), "person", {"text": "Mia here"})
    await page.until(lambda: "Mia here" in page.texts())
    assert page.texts() == ["hi", "You said: hi", "where is my parcel?", "Mia here"]
    await page.close()


async def test_while_a_person_is_awaited_the_assistant_answers(web: Site) -> None:
    page = await web.page()
    await page.ask("I want a person")
    web.shop.conversations.hold(conversation_of(web), "waiting", DESK)
    await page.ask("meanwhile: opening hours?")
    assert len(web.processor.heard) == 2
    await page.close()


@pytest.mark.parametrize("answer", [nothing, crash])
async def test_when_rasa_says_nothing_the_customer_is_told_in_both_languages(
    web: Site, answer: object, caplog: pytest.LogCaptureFixture
) -> None:
    web.processor.answer = answer  # type: ignore[assignment]
    page = await web.page()
    with caplog.at_level(logging.DEBUG, logger="channels"):
        told = await page.ask("my e-mail is jane@example.com")
    assert told["author"] == "system" and "try again" in told["body"]["text"] and "请" in told["body"]["text"]
    assert "jane" not in caplog.text
    await page.close()


async def test_a_database_that_fails_is_said_so_and_the_message_can_be_sent_again(
    web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, name = await web.page(), client_id()

    def fail(_work: object) -> None:
        raise Unavailable("the database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(web.shop.store, "_run", fail)
        refused = await page.say("hi", name)
    assert refused["error"]["code"] == "unavailable"
    assert not (await page.say("hi", name))["duplicate"]
    await page.until(lambda: "You said: hi" in page.texts())
    await page.close()


async def test_the_language_of_the_interface_is_kept(web: Site) -> None:
    begun = await web.begin(language="zh")
    page = await web.page(begun["token"])
    assert page.data("ready")["language"] == "zh"
    assert (await page.call("language", {"language": "en"}))["ok"]
    assert (await page.call("language", {"language": "fr"}))["error"]["code"] == "bad_request"
    await page.close()
    back = await web.page(begun["token"])
    assert back.data("ready")["language"] == "en"
    await back.close()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "bad_request"), ("hi", "bad_request"), ([], "bad_request"), ({}, "bad_request"),
        ({"client_id": "short", "text": "x"}, "bad_request"), ({"client_id": "a" * 65, "text": "x"}, "bad_request"),
        ({"client_id": "with blank", "text": "x"}, "bad_request"), ({"client_id": "page-0000"}, "bad_request"),
        ({"client_id": "page-0000", "text": ""}, "bad_request"), ({"client_id": "page-0000", "text": " \0"}, "bad_request"),
        ({"client_id": "page-0000", "text": 5}, "bad_request"),
        ({"client_id": "page-0000", "text": "x", "button": "y"}, "bad_request"),
        ({"client_id": "page-0000", "text": "x" * 2001}, "too_long"),
    ],
)  # fmt: skip
async def test_what_is_no_message_is_refused_in_words(web: Site, data: object, code: str) -> None:
    page = await web.page()
    refused = await page.call("send", data)
    assert not refused["ok"] and refused["error"]["code"] == code
    assert refused["error"]["text"]["en"] and refused["error"]["text"]["zh"]
    assert web.processor.heard == []
    await page.close()


async def test_a_sender_cannot_say_who_they_are(web: Site) -> None:
    """Whatever else a page sends along is not looked at."""
    page = await web.page()
    more = {
        "sender": "web-other",
        "metadata": {"customer_id": "CUS-1"},
        "customer": "CUS-1",
        "author": "person",
    }
    await page.call("send", {"client_id": client_id(), "text": "hi", **more})
    await page.until(lambda: len(page.messages) == 2)
    (heard,) = web.processor.heard
    assert heard.metadata == {} and page.messages[0]["author"] == "customer"
    assert web.shop.access.identity(heard.sender_id) is None
    await page.close()
