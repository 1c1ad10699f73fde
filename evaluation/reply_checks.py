"""Judges one reply: what a conversation wants of it, and what is wanted of every reply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evaluation.chat import Reply
from evaluation.expectation import texts
from evaluation.matching import mismatches, shown
from evaluation.reply_language import reply_language

_UNFILLED = re.compile(r"\{[a-z_]+\}|\bNone\b|\bnull\b|\bundefined\b|\butter_[a-z_]+")


def reply_findings(reply: Reply, expect: Mapping[str, Any], language: str) -> list[str]:
    """What is wrong with a reply; `language` is the one it is to be in unless `expect` says otherwise."""
    wanted = str(expect.get("language", language))
    return [
        *_always(reply, expect),
        *_language_findings(reply, wanted),
        *_text_findings(reply, expect),
        *_button_findings(reply, expect),
        *_card_findings(reply, expect),
        *_size_findings(reply, expect),
    ]


def _always(reply: Reply, expect: Mapping[str, Any]) -> list[str]:
    found = []
    if not reply.text.strip() and expect.get("messages", {}).get("min") != 0:
        found.append("expected a reply, found nothing to read")
    said = [str(message["text"]) for message in reply.messages if message.get("text")]
    found += [
        f"expected no message twice, found {text!r}" for text in dict.fromkeys(said) if said.count(text) > 1
    ]
    unfilled = _UNFILLED.search(reply.text)
    if unfilled:
        found.append(f"expected every blank to be filled in, found {unfilled.group()!r} in {reply.text!r}")
    return found


def _language_findings(reply: Reply, wanted: str) -> list[str]:
    if wanted == "any":
        return []
    found = []
    for text in [*(str(m["text"]) for m in reply.messages if m.get("text")), *_joined_titles(reply)]:
        language = reply_language(text)
        if language not in (wanted, None):
            found.append(f"expected language {wanted}, found {language}: {text!r}")
    return found


def _joined_titles(reply: Reply) -> list[str]:
    """All buttons as one text: names of products, sizes and the like are too short to be judged alone."""
    titles = " · ".join(button["title"] for button in reply.buttons)
    return [titles] if len(titles) >= 12 else []


def _text_findings(reply: Reply, expect: Mapping[str, Any]) -> list[str]:
    said = reply.text.casefold()
    found = [
        f"contains: expected {t!r}, found {reply.text!r}"
        for t in texts(expect.get("contains", ()))
        if t.casefold() not in said
    ]
    choice = texts(expect.get("any_of", ()))
    if choice and not any(text.casefold() in said for text in choice):
        found.append(f"any_of: expected one of {choice!r}, found {reply.text!r}")
    hidden = texts(expect.get("not_contains", ()))
    everything = f"{said}\n{str(reply.messages).casefold()}"  # buttons and cards must not give it away either
    found += [
        f"not_contains: expected no {t!r}, found {shown(reply.messages)}"
        for t in hidden
        if t.casefold() in everything
    ]
    found += [
        f"regex: expected {pattern!r}, found {reply.text!r}"
        for pattern in texts(expect.get("regex", ()))
        if not re.search(pattern, reply.text)
    ]
    return found


def _button_findings(reply: Reply, expect: Mapping[str, Any]) -> list[str]:
    titles = [button["title"] for button in reply.buttons]
    if expect.get("no_buttons") and titles:
        return [f"no_buttons: expected none, found {titles}"]
    return [
        f"buttons: expected one with {wanted!r}, found {titles}"
        for wanted in texts(expect.get("buttons", ()))
        if not any(wanted.casefold() in title.casefold() for title in titles)
    ]


def _card_findings(reply: Reply, expect: Mapping[str, Any]) -> list[str]:
    wanted = expect.get("card")
    if wanted is None:
        return []
    fields = {"card": wanted} if isinstance(wanted, str) else dict(wanted)
    cards = [card for card in reply.cards if card.get("card") == fields["card"]]
    if not cards:
        return [f"card: expected kind {fields['card']!r}, found {[card.get('card') for card in reply.cards]}"]
    return min((mismatches(card, fields, "card") for card in cards), key=len)


def _size_findings(reply: Reply, expect: Mapping[str, Any]) -> list[str]:
    found = []
    limits, count = expect.get("messages", {}), len(reply.messages)
    if not limits.get("min", 0) <= count <= limits.get("max", count):
        found.append(f"messages: expected {limits}, found {count}: {shown(reply.messages)}")
    if reply.seconds > expect.get("within_s", reply.seconds):
        found.append(f"within_s: expected at most {expect['within_s']} s, found {reply.seconds:.1f} s")
    return found
