"""Talking through the web channel: real Socket.IO and HTTP on loopback."""

from __future__ import annotations

from tests.channels.web_site import Site


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
