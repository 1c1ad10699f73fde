"""The slash command: linking a Slack user to a customer, and questions."""

from __future__ import annotations

import re

from channels import slack_words as words
from channels.slack_requests import Incoming
from shop.audit import By
from shop.customer_links import CustomerLinks
from shop.domain.errors import AccessLocked, CodeFailed, InvalidValue

COMMAND = "/xiaoer"
_WORDS = {
    "link": "link", "关联": "link", "绑定": "link", "code": "code", "验证码": "code", "unlink": "unlink",
    "解除关联": "unlink", "解绑": "unlink", "status": "status", "状态": "status", "help": "help", "帮助": "help",
}  # fmt: skip
_DIGITS = re.compile(r"\d{6}")


def account_of(incoming: Incoming) -> str:
    """The name of a Slack user that a link knows."""
    return f"{incoming.team}:{incoming.user}"


def run_command(links: CustomerLinks, incoming: Incoming) -> str | None:
    """The answer to a command, for its sender alone; None for a question to the assistant."""
    first, _, rest = incoming.text.strip().partition(" ")
    word = _WORDS.get(first.casefold()) if first else "help"
    rest = rest.strip()
    if word is None or (word in ("unlink", "status", "help") and rest):
        return None  # "help me with my order" is a question
    try:
        return _run(links, incoming, word, rest).format(command=COMMAND)
    except AccessLocked as locked:
        return words.LOCKED.format(until=words.until(locked.until))


def _run(links: CustomerLinks, incoming: Incoming, word: str, rest: str) -> str:
    account, by = account_of(incoming), By(f"slack:{account_of(incoming)}", "slack", _key(incoming))
    if word == "link":
        return _request(links, account, rest)
    if word == "code":
        return _confirm(links, account, rest, by)
    if word == "unlink":
        return words.UNLINKED if links.unlink("slack", account, by) else words.NOT_LINKED
    if word == "status":
        return words.IS_LINKED if links.linked("slack", account) else words.NOT_LINKED
    return words.HELP


def _request(links: CustomerLinks, account: str, email: str) -> str:
    try:
        links.request("slack", account, email)
    except InvalidValue:
        return words.EMAIL_NEEDED
    return words.CODE_SENT


def _confirm(links: CustomerLinks, account: str, text: str, by: By) -> str:
    code = "".join(text.split())
    if not _DIGITS.fullmatch(code):
        return words.CODE_NEEDED
    try:
        return words.LINKED if links.confirm("slack", account, code, by) else words.NO_ACCOUNT
    except CodeFailed as failed:
        return words.CODE_WRONG.replace("{left}", str(failed.attempts_left))


def _key(incoming: Incoming) -> str:
    return f"slack:{incoming.key}"[:200]
