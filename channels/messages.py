"""The neutral message: what every channel keeps, sends and draws in its own way.

Made of what Rasa's output channels are given (`from_rasa`) or of a person's words, kept as its `body` (`as_body`,
`from_body`) in shop.conversations, and drawn by the channel. Nothing in it is markup.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from channels.cards import checked_card

log = logging.getLogger(__name__)

TEXT_MAX = 8_000  # characters
TITLE_MAX = 200
NAME_MAX = 80
PAYLOAD_MAX = 1_000
BUTTONS_MAX = 20

# What no database and no screen can show: NUL and its like, and halves of characters.
_UNSHOWABLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff]")


@dataclass(frozen=True)
class Button:
    """`payload` is Rasa's `/intent{…}`; a channel never hands it out as it is, nor takes it back unchecked."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """Text, buttons and a card (channels/cards.py), any of which may be missing but not all.

    `button` is the payload of the button by which a customer sent this message: then `text` is its title.
    `name` is that of the person of the staff who speaks, as customers are to see it.
    Raises ValueError for an empty message, or for more than the limits above.
    """

    text: str = ""
    buttons: tuple[Button, ...] = ()
    card: Mapping[str, Any] | None = None
    image: str | None = None  # an http or https address
    button: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if not (self.text or self.buttons or self.card or self.image):
            raise ValueError("message: expected text, buttons, a card or an image, found nothing")
        if len(self.text) > TEXT_MAX or len(self.buttons) > BUTTONS_MAX:
            raise ValueError(
                f"message: expected at most {TEXT_MAX} characters and {BUTTONS_MAX} buttons, "
                f"found {len(self.text)} and {len(self.buttons)}"
            )
        for button in self.buttons:
            if not 1 <= len(button.title) <= TITLE_MAX or not 1 <= len(button.payload) <= PAYLOAD_MAX:
                raise ValueError(
                    f"button: expected a title of 1 to {TITLE_MAX} and a payload of 1 to {PAYLOAD_MAX} characters, "
                    f"found {len(button.title)} and {len(button.payload)}"
                )
        if self.name is not None and len(self.name) > NAME_MAX:
            raise ValueError(f"name: expected at most {NAME_MAX} characters, found {len(self.name)}")
        if self.image is not None and urlsplit(self.image).scheme not in ("http", "https"):
            raise ValueError("image: expected an http or https address, found another")

    def as_body(self) -> dict[str, Any]:
        """The message as JSON, without what is missing."""
        body: dict[str, Any] = {
            "text": self.text,
            "buttons": [{"title": b.title, "payload": b.payload} for b in self.buttons],
            "card": dict(self.card) if self.card else None,
            "image": self.image,
            "button": self.button,
            "name": self.name,
        }
        return {name: value for name, value in body.items() if value}


def plain_text(text: str) -> str:
    """`text` without what cannot be shown, and cut to the limit."""
    return _UNSHOWABLE.sub("", text)[:TEXT_MAX]


def from_body(body: Mapping[str, Any]) -> Message:
    """A kept message again. Raises ValueError for what `as_body` did not write."""
    card = body.get("card")
    return Message(
        text=str(body.get("text", "")),
        buttons=_buttons(body.get("buttons", ())),
        card=checked_card(card) if card else None,
        image=body.get("image"),
        button=body.get("button"),
        name=plain_text(str(body.get("name") or "")).strip()[:NAME_MAX] or None,
    )


def from_rasa(response: Mapping[str, Any]) -> Message | None:
    """What an output channel's `send_response` is given, as one message; None when nothing of it can be shown.

    A card or an image that is not in order is left out, with a line in the log: the text is complete by itself.
    """
    text = plain_text(str(response.get("text") or ""))
    buttons = _buttons(response.get("quick_replies") or response.get("buttons") or ())[:BUTTONS_MAX]
    card, image = _card(response.get("custom")), response.get("image") or None
    try:
        return Message(text, buttons, card, image)
    except ValueError as error:
        log.warning("a reply of the assistant is not in order: %s", error)
        return Message(text) if text else None


def _card(custom: Any) -> dict[str, Any] | None:
    if not custom:
        return None
    try:
        return checked_card(custom)
    except ValueError as error:
        log.warning("a card is left out: %s", _places(error))
        return None


def _places(error: ValueError) -> str:
    """Where a card is wrong, without what stands there: it may be personal."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['type']}" for each in errors())


def _buttons(buttons: Sequence[Mapping[str, Any]]) -> tuple[Button, ...]:
    return tuple(Button(str(b.get("title", "")), str(b.get("payload", ""))) for b in buttons)
