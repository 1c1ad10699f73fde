"""Which of the shop's rules a message asks for: several questions in one message, found by their words."""

from __future__ import annotations

import re

from values.countries import named_country

_JOINT = re.compile(
    r"[?？!！。；;，,、\n]+|\b(?:and|plus|also)\b|和|还有|還有|以及|另外|顺便|順便|跟", re.IGNORECASE
)
_RETURNS = re.compile(
    r"\b(?:return\w*|refund\w*|(?:send|sent) \S+ back|money back|exchang\w*)\b|退|换货|換貨", re.IGNORECASE
)
_SENDS = re.compile(
    r"\b(?:deliver\w*|shipping|shipment|ship|postage|courier|parcels?|packages?|arriv\w*)\b|快递|快遞|物流|配送|送货|送貨|[发發]货|寄|送到|包裹|到货|(?:多久|几天|什么时候)(?:能|可以|会)?到(?![账帐賬])",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\b(?:how (?:long|soon|fast|many days)|time|times|when)\b|多久|多长时间|几天|几日|什么时候|时效|多快",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\b(?:costs?|how much|price|fees?|charges?|free|expensive)\b|多少钱|多少錢|收费|收費|价格|要钱|免费",
    re.IGNORECASE,
)
_FEE = re.compile(r"运费|運費|邮费|郵費|快递费|包邮|免邮|\bpostage\b", re.IGNORECASE)
# With delivery spoken of beside it, these are about delivery: "… and what does it cost", 多久到.
_LEAD = r"(?:\W|\b(?:so|then|please|tell me|what about)\b|那|请问|大概|一般)*"
_ONLY_COST = re.compile(
    rf"{_LEAD}(?:(?:what|how much) (?:does|would|will|is|do) (?:it|that|this|you)(?: all)?(?: cost| charge)?(?: for (?:it|that))?"
    r"|how much|(?:what(?:'s| is) )?the (?:costs?|price|fee)|costs?|price|fees?|多少钱|要多少钱|怎么收费|收费吗?|要钱吗?)\W*",
    re.IGNORECASE,
)
_ONLY_TIME = re.compile(
    rf"{_LEAD}(?:how (?:long|fast|soon|many days)(?: (?:does|will|would) (?:it|that|this) (?:take|be))?(?: to (?:arrive|get here))?"
    r"|when (?:does|will|would) (?:it|that) (?:arrive|come|get here)|(?:要|得|需要)?(?:多久|几天|多长时间)(?:能|可以|会)?(?:送|寄)?(?:到|送到|收到)?|(?:什么时候|何时)(?:能|可以|会)?(?:送|寄)?到)[呢啊呀\W]*",
    re.IGNORECASE,
)
_OPTIONS = re.compile(
    r"\b(?:do|can|will|could) you (?:ship|deliver|send)\b|\b(?:delivery|shipping) (?:options|methods|countries)\b|\bwhich couriers?\b"
    r"|(?:什么|哪家|哪些|哪种)(?:快递|物流|配送)|(?:配送|送货)(?:方式|范围)|(?:能|可以|支持)(?:寄|送|发|配送)(?:到|去)?",
    re.IGNORECASE,
)
_TO_PLACE = re.compile(r"[送寄发]|\b(?:ship|deliver|send)\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(
    r"[吗嘛么]|送不送|寄不寄|能不能|可不可以|\b(?:do|can|could|will|would) you\b|[?？]", re.IGNORECASE
)
_RULES = re.compile(
    r"\b(?:return|refund)s?\b.{0,12}\b(?:polic\w+|rules?|terms|period|window|conditions?)\b|\bhow (?:do|does) (?:returns?|refunds?)\b"
    r"|\b(?:can|could|may) i (?:still )?(?:return|send)\b|\bhow long do i have to (?:return|send)\b|\bdo you (?:take|accept|allow) returns\b|\bare returns\b"
    r"|\breturn (?:shipping|postage|fees?|costs?)\b|\bwho pays (?:for )?(?:the )?(?:return|shipping back)"
    r"|退[换換]?[货貨款]?(?:的)?(?:政策|规则|規則|规定|条件|期限|运费|運費|邮费)|退[换換]?[货貨].{0,4}(?:几天|多久|多少天)|[寄退]回.{0,4}(?:运费|邮费|快递费)|(?:运费|邮费|快递费).{0,6}[寄退]回|(?:能|可以|支持|可不可以|包)(?:退(?!.{0,3}差价)|无理由)|退换货?怎么|几天(?:内|之内).{0,4}退|无理由",
    re.IGNORECASE,
)
_PAYING = re.compile(
    r"\bhow (?:can|do|could|should) (?:i|we) pay\b(?! for (?:delivery|shipping|postage|returns?))|\b(?:payment|pay) (?:methods?|options?|ways?)\b|\bways? (?:of|to) pay\b"
    r"|\b(?:can|could) i pay (?:by|with|in|using|via|on)\b|\b(?:do|can) you (?:take|accept) (?:paypal|pay pal|cards?|credit|debit|amex|visa|mastercard|alipay|wechat|apple|google|klarna|cash|crypto|bitcoin)\b"
    r"|(?:怎么|如何|怎样)(?:重新|再|才能|补|去)?(?:付|支付)|(?:付款|支付)方式|(?:能|可以|可不可以|支持)用?.{1,8}(?:付款|支付|付(?!运费|邮费))|支持(?:分期|花呗|微信|支付宝|货到付款)",
    re.IGNORECASE,
)


def policy_topics(text: str) -> tuple[str, ...]:
    """The rules asked for in the message's order, by their names in the shop; empty where a part of it is about something else."""
    parts = [part for part in _JOINT.split(text) if part.strip(" .\t")]
    named = [_topics(part) for part in parts]
    of_delivery = any(topic.startswith("delivery") for topics in named for topic in topics)
    found: list[str] = []
    for part, topics in zip(parts, named, strict=True):
        if not topics and of_delivery:
            topics = _leaning(part)
        if not topics and not _is_empty(part):
            return ()
        found += topics
    return tuple(dict.fromkeys(found))


def _topics(part: str) -> list[str]:
    """What a clause asks for by its own words."""
    if _RULES.search(part):
        return ["refund_policy"]
    if _PAYING.search(part):
        return ["payment_methods"]
    if _RETURNS.search(part):
        return []
    sends = _SENDS.search(part)
    time = _HOW_LONG.search(part) if sends else None
    cost = _FEE.search(part) or (_HOW_MUCH.search(part) if sends else None)
    both = sorted(
        (found.start(), topic)
        for found, topic in ((time, "delivery_period"), (cost, "delivery_cost"))
        if found
    )
    if both:
        return [topic for _, topic in both]
    asks_where = _ASKS_WHETHER.search(part) and _TO_PLACE.search(part) and named_country(part) is not None
    return ["delivery_options"] if asks_where or _OPTIONS.search(part) else []


def _leaning(part: str) -> list[str]:
    if _ONLY_COST.fullmatch(part):
        return ["delivery_cost"]
    return ["delivery_period"] if _ONLY_TIME.fullmatch(part) else []


def _is_empty(part: str) -> bool:
    """Words that ask for nothing: "hi", 请问, "thanks"."""
    return bool(
        re.fullmatch(
            r"(?:\W|\b(?:hi|hello|hey|thanks|thank you|please|i (?:have|had) (?:two|some|a few) questions|(?:two|quick) questions?|tell me|so|ok)\b"
            r"|你好|您好|请问|谢谢|亲|在吗|想问下?|问一?下|咨询一?下|两个问题|我想)*",
            part.strip(),
            re.IGNORECASE,
        )
    )
