"""A neutral message as Block Kit, within Slack's limits. https://docs.slack.dev/reference/block-kit/blocks"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from channels.messages import Button, Message
from channels.slack_cards import SECTION_MAX, Block, card_blocks, section
from channels.slack_text import escaped, pieces, shortened, shown

BLOCKS_MAX = 50
FALLBACK_MAX = 3_000  # characters of the text that notifications show; Slack cuts at 40,000
LABEL_MAX = 75  # characters of a button or an option
BUTTONS_MAX = 5  # more become a menu, where they are easier to read
OPTIONS_MAX = 100
VALUE_MAX = 150  # of an option; a button may have more
STAFF = "Our staff · 人工客服"
_CHOOSE = "Please choose · 请选择"


@dataclass(frozen=True)
class Post:
    """What chat.postMessage is given: `text` for notifications and old clients, `blocks` for the rest."""

    text: str
    blocks: list[Block]


def post_of(message: Message, value_of: Callable[[int], str], *, from_person: bool = False) -> Post:
    """The message drawn. `value_of(index)` is what the button at that index carries."""
    blocks = [_speaker(message.name)] if from_person else []
    blocks += [section(piece) for piece in _pieces(message.text)]
    if message.image:
        blocks.append({"type": "image", "image_url": message.image[:3_000], "alt_text": "image · 图片"})
    if message.card:
        blocks += card_blocks(message.card)
    if len(blocks) >= BLOCKS_MAX:
        blocks = [*blocks[: BLOCKS_MAX - 2], _context("…")]
    if message.buttons:
        blocks.append(_choices(message.buttons, value_of))
    fallback = message.text or ", ".join(button.title for button in message.buttons) or STAFF
    return Post(escaped(shortened(fallback, FALLBACK_MAX)), blocks)


def _speaker(name: str | None) -> Block:
    """Who of the staff speaks; as plain text, in which a name marks nothing up and mentions nobody."""
    return {"type": "context", "elements": [_plain(f"{escaped(name)} · {STAFF}" if name else STAFF)]}


def answered(blocks: list[Block], title: str) -> list[Block]:
    """The blocks of a message whose button was pressed: no buttons any more, but what was chosen."""
    rest = [block for block in blocks if block.get("type") != "actions"]
    return [*rest[: BLOCKS_MAX - 1], _context(f"✓ {escaped(shortened(title, LABEL_MAX))}")]


def _pieces(text: str) -> list[str]:
    """Marked up, and still within a section: marking up makes `&` five characters long."""
    found = []
    for piece in pieces(text.strip(), SECTION_MAX):
        marked = shown(piece)
        if len(marked) <= SECTION_MAX:
            found.append(marked)
        else:
            found += [shown(part) for part in pieces(piece, SECTION_MAX // 5)]
    return found


def _choices(buttons: tuple[Button, ...], value_of: Callable[[int], str]) -> Block:
    values = [value_of(index) for index in range(len(buttons))]
    labels = [_plain(shortened(button.title, LABEL_MAX)) for button in buttons]
    if len(buttons) <= BUTTONS_MAX:
        elements: list[Block] = [
            {"type": "button", "action_id": f"button-{index}", "text": label, "value": value}
            for index, (label, value) in enumerate(zip(labels, values, strict=True))
        ]
        return {"type": "actions", "elements": elements}
    options = [{"text": label, "value": value} for label, value in zip(labels, values, strict=True)]
    menu = {
        "type": "static_select",
        "action_id": "menu",
        "placeholder": _plain(_CHOOSE),
        "options": options[:OPTIONS_MAX],
    }
    return {"type": "actions", "elements": [menu]}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}
