"""Slack's mark-up: off what was typed, on what is shown; and its signature."""

from __future__ import annotations

import pytest

from channels.slack_signature import TOLERANCE_S, is_from_slack, signature
from channels.slack_text import escaped, pieces, shortened, shown, typed


@pytest.mark.parametrize(
    ("sent", "was_typed"),
    [
        ("<mailto:ann@example.com|ann@example.com>", "ann@example.com"),
        ("mail <mailto:ann@example.com|ann@example.com>, please", "mail ann@example.com, please"),
        ("<mailto:ann@example.com>", "ann@example.com"),
        ("call <tel:+12025550143|+1 202 555 0143>", "call +1 202 555 0143"),
        ("<tel:13800138000>", "13800138000"),
        ("<http://shop.example.com|shop.example.com>", "shop.example.com"),
        ("<https://shop.example.com/a?b=1&amp;c=2>", "https://shop.example.com/a?b=1&c=2"),
        ("<https://a.example|one> and <https://b.example|two>", "one and two"),
        ("<@U0BOT> where is ORD-1042", "where is ORD-1042"),
        ("hey <@U0BOT|xiaoer> and <@U2|bo> and <@U3>", "hey and @bo and @U3"),
        ("<#C1|general> <!here> <!subteam^S1|@team> <!date^1^x|then>", "#general @here @team then"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&lt;mailto:x|y&gt;", "<mailto:x|y>"),  # typed as such
        ("&amp;lt;", "&lt;"),  # taken off once only
        ("查一下 <mailto:王@example.cn|王@example.cn> 的订单", "查一下 王@example.cn 的订单"),
        ("two\nlines  and   blanks", "two\nlines and blanks"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_what_was_typed(sent: str, was_typed: str) -> None:
    assert typed(sent, frozenset({"U0BOT"})) == was_typed


@pytest.mark.parametrize(
    ("text", "mrkdwn"),
    [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        (
            "pay: https://shop.example.com/pay/ORD-1?a=1&b=2.",
            "pay: <https://shop.example.com/pay/ORD-1?a=1&amp;b=2>.",
        ),
        (
            "付款：https://shop.example.com/pay/ORD-1。谢谢",
            "付款：<https://shop.example.com/pay/ORD-1>。谢谢",
        ),
        ("(https://a.example)", "(<https://a.example>)"),
        ("https://a.example|<https://b.example>", "<https://a.example>|&lt;<https://b.example>&gt;"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_what_is_shown_mentions_nobody(text: str, mrkdwn: str) -> None:
    assert shown(text) == mrkdwn


def test_what_is_shown_comes_back_as_typed() -> None:
    for text in ("a <b> & c", "&lt;", "<@U1> <!here>", "100% & more"):
        assert typed(escaped(text)) == text
        assert typed(shown(text)) == text


def test_long_texts_are_cut_where_they_may_be() -> None:
    assert shortened("abcdef", 6) == "abcdef" and shortened("abcdefg", 6) == "abcde…"
    assert pieces("one two three four", 9) == ["one two", "three", "four"]
    assert pieces("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert pieces("line one\nline two", 12) == ["line one", "line two"]
    assert pieces("", 10) == []


# https://docs.slack.dev/authentication/verifying-requests-from-slack: the example there.
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
STAMP = "1531420618"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
RIGHT = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_the_signature_is_slacks() -> None:
    assert signature(SECRET, STAMP, BODY) == RIGHT
    assert is_from_slack(SECRET, STAMP, RIGHT, BODY, float(STAMP))


@pytest.mark.parametrize(
    ("late", "counts"),
    [
        (0, True),
        (TOLERANCE_S, True),
        (-TOLERANCE_S, True),
        (TOLERANCE_S + 1, False),
        (-TOLERANCE_S - 1, False),
    ],
)
def test_a_request_counts_for_five_minutes(late: int, counts: bool) -> None:
    assert is_from_slack(SECRET, STAMP, RIGHT, BODY, float(STAMP) + late) is counts


@pytest.mark.parametrize(
    ("stamp", "given", "body"),
    [
        (STAMP, RIGHT[:-1] + "4", BODY),
        (STAMP, RIGHT.removeprefix("v0="), BODY),
        (STAMP, "", BODY),
        (STAMP, "ünsigned", BODY),
        (STAMP, RIGHT, BODY + b" "),
        (str(int(STAMP) + 1), RIGHT, BODY),
        ("", RIGHT, BODY),
        ("-1", RIGHT, BODY),
        ("١٥٣١٤٢٠٦١٨", RIGHT, BODY),
        ("1" * 400, RIGHT, BODY),
    ],
)
def test_everything_else_is_refused(stamp: str, given: str, body: bytes) -> None:
    assert not is_from_slack(SECRET, stamp, given, body, float(STAMP))
