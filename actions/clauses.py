"""A message that wishes for several things: its clauses, what each asks for, and the message cut down to some of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from actions.new_values import says_new
from actions.turn import Turn

Span = tuple[int, int]

# What is said once and holds for all wishes of the message.
_SHARED = frozenset({"order_id", "email", "phone", "order_ref"})
_JOINT = re.compile(
    r"(?<!\d)[.!](?=\s|$)|(?<=\d)[.!](?=\s)|[?;。！？；\n]+|,?\s+(?:and|but|also|plus|then|while)\b(?:\s+(?:also|then|please))*"
    r"|,(?=\s)|[，、]|但是?|不过|顺便|順便|另外|还有|還有|并且|同时|然后|再(?=[把帮给])|(?<=[码号件个双色])[和跟](?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
_NOT_WISHED = re.compile(
    r"\b(?:not|never|no|already|cancelled|canceled|returned|changed)\b|n['’]t\b|\b(?:do|ca|wo|is|does|did|was|are)nt\b"
    r"|[没沒]|别(?!的)|別|已经|已經|是不是|(?<![能可要])[不未](?!要了|想要了|知道)",
    re.IGNORECASE,
)
# How far it has come is no denial: "it hasn't shipped yet, so cancel it", 还没发货也取消了吧.
_NOT_THERE_YET = re.compile(
    r"(?:还|都|也)?[没沒]有?(?:发货|发|寄出?|到货?|收到|付款?|拆)|\b(?:has|have|is|was|had)(?:n['’]t| not)(?: been| yet)* (?:shipped|sent|left|arrived|delivered|dispatched|paid|out)(?: yet)?",
    re.IGNORECASE,
)
_ORDER = re.compile(r"(?<![A-Z])ord[- ]?\d{3,7}|(?:订单|訂單|单号|#)\s?\d{3,7}", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Task → how its wish is put; a bare mention ("the change I made", 取消政策) is none.
_CUES = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "newsletter": r"\b(?:un)?subscribe\b|\bnewsletter\b|\bmailing list\b|订阅|訂閱|退订",
        "get_invoice": r"\b(?:send|need|want|get|issue|have|like)\b.{0,20}\binvoice\b|开.{0,8}发票|要.{0,4}发票|发票(?:怎么|咋|如何|在哪儿?)开",
        "price_protection": r"\b(?:get|have|claim|want|refund|pay|give)\b.{0,24}\b(?:price )?difference\b|\bprice (?:protection|adjustment)\b(?! (?:polic\w+|rules?|period|window|terms))"
        r"|[退补返].{0,3}差价|差价.{0,4}[退补返]|(?:申请|办|做|要|想|能|可以)[^,，。]{0,4}(?:价保|保价)",
        "track_refund": r"\bwhere(?:'s| is| are)\b.{0,20}\b(?:refund|money)\b|\bwhen\b.{0,20}\b(?:refund|money back)\b|退款.{0,6}(?:到哪|什么时候|几时|多久)",
        "track_order": r"\bwhere(?:'s| is| are)\b|\bstatus of\b|\border status\b|\bwhat(?:'s| is) the status\b|\btrack\b|\bwhen (?:will|does|is|do|can)\b.{0,40}\b(?:arriv\w*|come|here|delivered|expect\w*|get)\b"
        r"|\b(?:tell|let) me (?:know )?(?:when|where)\b|到哪|在哪|什么时候(?:能)?(?:到|送|发)|几时(?:到|送)|查.{0,6}(?:物流|快递)|(?:订单|什么|啥)状态",
        # "Do you ship to Norway?" asks for a rule.
        "change_address": r"\b(?:send|ship|deliver|redirect)\b(?: (?:it|them|everything|that|this|the order|order|ord[- ]?\d+|the \w+))+ ?(?:over |instead )?to\b"
        r"|(?<!you )(?<!you also )(?<!you guys )\b(?:send|ship|deliver|redirect) (?:over |instead )?to\b|\b(?:send|ship|deliver) to (?:my|\d)"
        r"|\b(?:change|update|correct|new|different|another)\b.{0,24}\baddress\b|\baddress\b.{0,16}\b(?:is|was) (?:wrong|incorrect|outdated|not right)\b|地址.{0,4}(?:[填写打输弄]?错|不对)|(?:改|换|换个|改到|更改|修改).{0,8}地址|地址.{0,8}(?:改|换)|(?:改|换|都)?[寄送发]到",
        "cancel_order": r"\bcancel\b(?!.{0,20}\b(?:fee|cost|policy|charge)\b)|取消(?!.{0,4}(?:政策|费|规定))",
        "exchange_item": r"\b(?:exchange|swap)\b|换货|换[成双件个大小]|换(?=\d)",
        "change_order": r"\bchange\b.{0,40}\b(?:size|colou?r|quantity|to)\b|\bmake (?:it|them|that|the|my)\b.{0,30}\b(?:\d{1,3}|size|x{0,3}[sml]|[a-z]+ instead)\b"
        r"|\b(?:add|remove|drop|throw in)\b|\btake\b.{0,30}\b(?:out|off)\b|改成|加[一两二三\d]|去掉|删掉|不要了|改.{0,4}(?:尺码|颜色|数量)",
        "return_item": r"\breturn(?:ing)?\b(?! (?:window|polic\w+|period|address|label|shipping|fees?|postage|times?|deadline|rules?|terms|conditions?|costs?))"
        r"|\bsend\b.{0,30}\bback\b|退货(?!政策|期限|运费|地址|规则|规定|时间|条件|期|.{0,4}(?:几天|多久|多少天))|退掉|退了|要退|想退|退[一二两兩三四五\d][个個件双雙条條只套]",
    }.items()
}


@dataclass(frozen=True)
class Wish:
    """Parts of a message that ask for one thing; `task` is None where their words do not tell which."""

    task: str | None
    spans: tuple[Span, ...]


def clauses(text: str) -> list[Span]:
    """Where the message's clauses stand; commas and "and" part them, too."""
    return [part for clause in parts_between(_JOINT, text) for part in _by_order(text, clause)]


def parts_between(joint: re.Pattern[str], text: str) -> list[Span]:
    """Where the parts of the text stand that these joints part; empty ones are left out."""
    ends = [(match.start(), match.end()) for match in joint.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [(start, stop) for start, stop in zip(starts, stops, strict=True) if text[start:stop].strip()]


def _by_order(text: str, clause: Span) -> list[Span]:
    """Parts of a clause that ask for another thing of another order each, with a mere space between:
    "ORD-1043取消 ORD-1077的开衫要退"."""
    start, stop = clause
    orders = list(_ORDER.finditer(text, start, stop))
    for former, other in itertools.pairwise(orders):
        for gap in reversed(list(_SPACE.finditer(text, former.end(), other.start() + 1))):
            first, second = asks_for(text[start : gap.start()]), asks_for(text[gap.end() : stop])
            if first and second and first != second:
                return [(start, gap.start()), *_by_order(text, (gap.end(), stop))]
    return [clause]


def asks_for(text: str) -> str | None:
    """The task that a clause wishes for by its own words."""
    if _NOT_WISHED.search(_NOT_THERE_YET.sub(" ", text)):
        return None
    return next((name for name, words in _CUES.items() if words.search(text)), None)


def wishes(text: str) -> list[Wish]:
    """The message's wishes in their order; clauses without a wish of their own belong to the one before them."""
    found: list[Wish] = []
    for span in clauses(text):
        task = asks_for(text[slice(*span)])
        if found and (task is None or task == found[-1].task):
            found[-1] = replace(found[-1], spans=(*found[-1].spans, span))
        elif found and found[-1].task is None:
            found[-1] = Wish(task, (*found[-1].spans, span))
        else:
            found.append(Wish(task, (span,)))
    return found


def _runs(text: str, spans: tuple[Span, ...]) -> list[Span]:
    """These clauses; those that stood together in one piece, as they were written."""
    runs: list[list[int]] = []
    for first, last in spans:
        if runs and _JOINT.fullmatch(text, runs[-1][1], first):
            runs[-1][1] = last
        else:
            runs.append([first, last])
    bare = [(first, last, text[first:last]) for first, last in runs]
    return [(first + len(said) - len(said.lstrip()), first + len(said.rstrip())) for first, _, said in bare]


def narrowed(turn: Turn, spans: Iterable[Span]) -> Turn:
    """The message as if it consisted of these clauses, with the values that stand in them or hold for all."""
    spans = tuple(spans)
    inside: dict[str, list[str]] = {}
    for name, value, start in turn.places:
        if any(first <= start < last for first, last in spans):
            inside.setdefault(name, []).append(value)
    placed = {(name, value) for name, value, _ in turn.places}
    new = {
        (name, value)
        for name, value, start in turn.places
        if name in ("email", "phone") and says_new(turn.text[:start])
    }
    runs = _runs(turn.text, spans)
    text = ", ".join(turn.text[first:last] for first, last in runs)
    entities = {}
    for name, values in turn.entities.items():
        shared = {v for v in values if name in _SHARED and (name, v) not in new}
        kept = [v for v in values if v in shared or v in inside.get(name, ()) or (name, v) not in placed]
        if name == "order_id":  # each wish has its own, if there are several
            kept = [order_id for order_id in kept if re.sub(r"\D", "", order_id) in text] or kept
        if kept:
            entities[name] = tuple(kept)
    return replace(turn, text=text, entities=entities, places=_moved(turn, runs), is_bare=False)


def _moved(turn: Turn, runs: list[Span]) -> tuple[tuple[str, str, int], ...]:
    """Where the values stand in the text of these pieces."""
    found: list[tuple[str, str, int]] = []
    begin = 0
    for first, last in runs:
        found += [(name, value, begin + at - first) for name, value, at in turn.places if first <= at < last]
        begin += last - first + len(", ")
    return tuple(found)
