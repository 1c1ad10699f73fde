"""The neutral cards (docs/cards.md) as Block Kit sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from channels.slack_text import escaped, shortened, shown

Block = dict[str, Any]
Card = Mapping[str, Any]

SECTION_MAX = 3_000  # characters of a section's text
EVENTS_SHOWN = 10  # of a parcel's way, the latest
DESCRIPTION_MAX = 300
VALUE_MAX = 200  # characters of one value, before marking up makes them five times as many
_WORDS = {
    "en": {
        "placed": "placed", "total": "total", "carrier": "Carrier", "number": "Tracking number",
        "expected": "Expected", "in_stock": "in stock", "sold_out": "sold out", "colors": "Colours",
        "sizes": "Sizes", "return": "Return", "order": "order", "reason": "Reason", "wish": "Wish",
        "fee": "Fee", "refund": "Refund", "until": "To be sent by",
    },
    "zh": {
        "placed": "下单", "total": "合计", "carrier": "承运商", "number": "运单号", "expected": "预计送达",
        "in_stock": "有货", "sold_out": "缺货", "colors": "颜色", "sizes": "尺码", "return": "退货",
        "order": "订单", "reason": "原因", "wish": "处理方式", "fee": "费用", "refund": "退款", "until": "寄回期限",
    },
}  # fmt: skip


def card_blocks(card: Card) -> list[Block]:
    """The blocks of a checked card; none for a kind that its message's text and buttons say already."""
    draw = _KINDS.get(str(card.get("card")))
    return draw(card, _WORDS[card["language"]]) if draw else []


def section(text: str) -> Block:
    """`text` is mrkdwn already. `verbatim`: Slack makes no mentions of what is in it."""
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": shortened(text, SECTION_MAX), "verbatim": True},
    }


def sections(lines: list[str]) -> list[Block]:
    """One section, or more where the lines do not fit into it; a line is never broken."""
    packed: list[str] = []
    for line in lines:
        if packed and len(packed[-1]) + 1 + len(line) <= SECTION_MAX:
            packed[-1] += "\n" + line
        else:
            packed.append(line)
    return [section(text) for text in packed]


def _order(card: Card, words: Mapping[str, str]) -> list[Block]:
    facts = [_fact(words["placed"], _time(card["placed_at"])), _fact(words["total"], _money(card["total"]))]
    head = [f"*{_one_line(card['id'])}* · {_one_line(card['status_label'])}", " · ".join(filter(None, facts))]
    return sections([*head, *(_line(line) for line in card["lines"])])


def _tracking(card: Card, words: Mapping[str, str]) -> list[Block]:
    head = [f"*{_one_line(card['order_id'])}* · {_one_line(card['status_label'])}"]
    facts = [
        _fact(words["carrier"], _one_line(card["carrier"])),
        _fact(words["number"], _one_line(card["tracking_number"])),
        _fact(words["expected"], _time(card["expected_at"])),
    ]
    steps = [
        f"• {_time(event['at'])}: {_one_line(event['text'])}"
        + (f" ({_one_line(event['place'])})" if event["place"] else "")
        for event in card["events"][-EVENTS_SHOWN:]
    ]
    return sections([*head, *filter(None, facts), *steps])


def _product(card: Card, words: Mapping[str, str]) -> list[Block]:
    stock = words["in_stock" if card["in_stock"] else "sold_out"]
    rating = f"★ {card['rating']:.1f}" if card["rating"] is not None else ""
    lines = [
        f"*{_one_line(card['name'])}* · {_one_line(card['brand'])}",
        " · ".join(filter(None, [_money(card["price"]), rating, stock])),
        shown(shortened(card["description"], DESCRIPTION_MAX)),
        _fact(words["colors"], _one_line(", ".join(card["colors"]))),
        _fact(words["sizes"], _one_line(", ".join(card["sizes"]))),
    ]
    return sections([line for line in lines if line])


def _products(card: Card, words: Mapping[str, str]) -> list[Block]:
    return [block for item in card["items"] for block in _product(item, words)]


def _return(card: Card, words: Mapping[str, str]) -> list[Block]:
    id, order = _one_line(card["id"]), _one_line(card["order_id"])
    lines = [
        f"*{words['return']}{' ' + id if id else ''}* · {words['order']} {order}",
        *(_line(line) for line in card["lines"]),
        _fact(words["reason"], _one_line(card["reason_label"])),
        _fact(words["wish"], _one_line(card["resolution_label"])),
        _fact(words["fee"], _money(card["fee"])),
        _fact(words["refund"], _money(card["refund"])),
        _fact(words["until"], _time(card["until"])),
    ]
    return sections([line for line in lines if line])


_KINDS: Mapping[str, Callable[[Card, Mapping[str, str]], list[Block]]] = {
    "order": _order,
    "tracking": _tracking,
    "product": _product,
    "products": _products,
    "return": _return,
}


def _line(line: Card) -> str:
    kind = ", ".join(filter(None, [line["color"], line["size"]]))
    price = _money(line.get("unit_price"))
    name = _one_line(line["name"])
    return f"• {line['quantity']} × {name}{f' ({_one_line(kind)})' if kind else ''}{f': {price}' if price else ''}"


def _fact(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""


def _one_line(text: str | None) -> str:
    return escaped(shortened(" ".join((text or "").split()), VALUE_MAX))


def _money(amount: Card | None) -> str:
    return f"{amount['amount']} {amount['currency']}" if amount else ""


def _time(text: str | None) -> str:
    """A moment in the reader's own time zone; a text that is no time stays as it is."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _one_line(text)
    plain = moment.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{plain}>"
