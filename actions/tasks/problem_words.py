"""What went wrong with a delivery and what shall be done, as customers put it in either language."""

from __future__ import annotations

import re

from actions.turn import Turn

NOT_RECEIVED = "not_received"
_KIND_OF_REASON = {
    "damaged": "damaged", "defective": "damaged", "missing_parts": "missing_parts",
    "wrong_item": "wrong_item", "not_as_described": "wrong_item",
}  # fmt: skip
# Tried in this order: a missing part is told in nearly the words of a missing parcel.
_KINDS = {
    "missing_parts": re.compile(
        r"\bmissing (?!parcel|package|order)|\bincomplete\b|isn'?t complete|\bonly (?:got|received|came)\b"
        r"|(?<!parcel)(?<!package)(?<!order) (?:is|are|was) missing|\bshort by\b|\bhalf empty\b"
        r"|少(?:了|发|發|一|两|件|东西)|漏(?:发|發|了)|缺|没有?(?:发|给我放)|不齐",
        re.IGNORECASE,
    ),
    "damaged": re.compile(
        r"\b(?:broke|crack|damag|smash|shatter|leak|torn|bent|melt|crush|dent|mould|soak|soggy|drench)|\bin pieces\b|\bwet(?! (?:wipe|food|suit))"
        r"|碎|破|裂|坏|壞|漏|压扁|變形|变形|化了|发霉|摔|湿(?![巾厕粮])|淋雨|进水|泡水",
        re.IGNORECASE,
    ),
    "wrong_item": re.compile(
        r"\bwrong\b(?! (?:house|address|door))|\bnot what i ordered\b|\bsomething else\b"
        r"|\bdifferent (?:item|product|colou?r|size)\b"
        r"|\b(?:sent|sends?|got|gave|received|shipped|delivered|was|is|were|came|contained|had)\b.{1,50}\b(?:instead of|rather than)\b"
        r"|(?:买|買|要|订|訂|拍|点)的(?:是)?.{1,15}(?:[来发發寄送]|[收拿]到|到手|里面)(?:的?(?:了|是|却是|成))"
        r"|[发發寄]错|發錯|错货|不是我(?:买|要|拍|订)|不一样|不對版|货不对",
        re.IGNORECASE,
    ),
    NOT_RECEIVED: re.compile(
        r"(?:\b(?:never|not|nothing|no|nobody)\b|n'?t\b).{0,40}"
        r"\b(?:arriv\w*|rec[ei]+v\w*|came|come|here|got|get|showed|delivered|parcel|package|handed)\b"
        r"|\b(?:parcel|package|order) (?:is |was )?(?:missing|lost|stolen|gone)\b|\blost parcel\b"
        r"|\bmissing (?:parcel|package|order)\b|\bwrong (?:house|address|door)\b"
        r"|(?:says|marked|shows|claims).{0,20}delivered"
        r"|没有?(?:收到|到货|拿到|见到|见着|送到|影)|[还一]直?没到|未收到|沒收到|丢(?:了|件)|被人?(?:拿|偷)|不见了"
        r"|(?:显示|顯示).{0,6}(?:签收|簽收|送达|完成)|[代误]签",
        re.IGNORECASE,
    ),
}
_RESOLUTION_OF = {
    "refund": "refund", "store_credit": "refund", "exchange": "replacement", "repair": "replacement"
}  # fmt: skip
_REPLACEMENT = re.compile(
    r"\breplace\w*|\b(?:resend|re-?ship)\b|\b(?:new|another|right) (?:one|pair)s?\b"
    r"|\bsend (?:(?:it|them|one|everything|all of it|(?:the|my) \w+) )?again\b"
    r"|[补補重再][发發寄]|重新[发發寄]|[换換](?:一|个|個|新|成)",
    re.IGNORECASE,
)
_INVESTIGATION = re.compile(
    r"\b(?:investigat\w*|look into|check with|trace|find (?:it|out))\b|核查|核实|查一下|查查|问问?快递",
    re.IGNORECASE,
)


def kind_said(turn: Turn) -> str | None:
    """The kind of problem, by the recognised reason or else by the words."""
    for reason in turn.entities.get("reason", ()):
        if reason in _KIND_OF_REASON:
            return _KIND_OF_REASON[reason]
    return next((kind for kind, words in _KINDS.items() if words.search(turn.text)), None)


def resolution_said(turn: Turn) -> str | None:
    """What the customer wants done about it."""
    said = turn.first("resolution")
    if said:
        return _RESOLUTION_OF.get(said, said)
    if turn.intent == "get_refund":
        return "refund"
    if turn.intent == "exchange_item" or _REPLACEMENT.search(turn.text):
        return "replacement"
    return "investigation" if _INVESTIGATION.search(turn.text) else None
