"""Whether one can pay by a method that the message names: read out of the shop's own text on ways to pay, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.context import Context
from actions.turn import Turn
from actions.wording import listing


@dataclass(frozen=True)
class Way:
    """A way to pay as customers name it, whether the shop takes it or not: `said` also finds it in the shop's text."""

    en: str
    zh: str
    said: re.Pattern[str]


def _way(en: str, zh: str, said: str) -> Way:
    return Way(en, zh, re.compile(said, re.IGNORECASE))


_PLAIN_CARD = _way(
    "card", "银行卡", r"\b(?<!gift )(?:credit |debit |bank )?cards?\b|信用卡|储蓄卡|借记卡|银行卡|刷卡"
)
_INSTALMENTS = _way(
    "instalments", "分期", r"\binstal+ments?\b|\bpay(?:ments?)? (?:monthly|in (?:three|3))\b|分\S{0,3}期"
)
_WAYS = (
    _way("Visa", "Visa", r"\bvisa\b"),
    _way("Mastercard", "万事达", r"\bmaster ?card\b|万事达"),
    _way("UnionPay", "银联", r"\bunion ?pay\b|银联|銀聯|云闪付"),
    _way("American Express", "美国运通", r"\bamex\b|\bamerican express\b|运通|運通"),
    _way("Discover", "Discover", r"\bdiscover (?:card|network)\b|\bby discover\b"),
    _way("JCB", "JCB", r"\bjcb\b"),
    _way("Maestro", "Maestro", r"\bmaestro\b"),
    _way("PayPal", "PayPal", r"\bpay[ -]?pal\b|贝宝"),
    _way("Alipay", "支付宝", r"\bali ?pay\b|\bzhifubao\b|支付宝|支付寶"),
    _way("WeChat Pay", "微信支付", r"\bwe ?chat(?: ?pay)?\b|\bweixin\b|微信"),
    _way("Apple Pay", "Apple Pay", r"\bapple ?pay\b|苹果支付"),
    _way("Google Pay", "Google Pay", r"\bgoogle ?pay\b|\bg ?pay\b|谷歌支付"),
    _way("Samsung Pay", "Samsung Pay", r"\bsamsung ?pay\b|三星支付"),
    _way("Amazon Pay", "Amazon Pay", r"\bamazon ?pay\b|亚马逊支付"),
    _way("Venmo", "Venmo", r"\bvenmo\b"),
    _way("Zelle", "Zelle", r"\bzelle\b"),
    _way("Cash App", "Cash App", r"\bcash ?app\b"),
    _way("Revolut", "Revolut", r"\brevolut\b"),
    _way("Klarna", "Klarna", r"\bklarna\b"),
    _way("Afterpay", "Afterpay", r"\bafter ?pay\b"),
    _way("Clearpay", "Clearpay", r"\bclear ?pay\b"),
    _way("Affirm", "Affirm", r"\b(?:by|with|via|use|take|accept) affirm\b"),
    _way("iDEAL", "iDEAL", r"\bideal\b(?= ?(?:\?|$|payment))|\b(?:by|with|via|take|accept) ideal\b"),
    _way("Sofort", "Sofort", r"\bsofort\b"),
    _way("Huabei", "花呗", r"\bhua ?bei\b|花呗|花唄"),
    _way("Jiebei", "借呗", r"\bjie ?bei\b|借呗"),
    _way("Baitiao", "白条", r"\bbai ?tiao\b|白条|白條"),
    _way("QQ Wallet", "QQ钱包", r"\bqq (?:wallet|pay)\b|qq钱包|qq支付"),
    _way("digital yuan", "数字人民币", r"\b(?:digital (?:yuan|rmb)|e-?cny)\b|数字人民币"),
    _way("cryptocurrency", "加密货币", r"\b(?:crypto(?:currenc\w+)?|bitcoins?|btc|ethereum|usdt)\b|比特币|加密货币|虚拟币|以太坊"),
    _way("gift cards", "礼品卡", r"\bgift ?(?:cards?|vouchers?|certificates?)\b|礼品卡|礼物卡|购物卡|储值卡|礼品券"),
    _way("cheque", "支票", r"\b(?:cheques?|(?:by|with|via|accept|take) (?:a )?checks?)\b|支票"),
    _way("cash on delivery", "货到付款", r"\bcash\b(?! ?app)|现金|現金|\bc\.?o\.?d\b|\bpay(?:ing|ment)? (?:on|at|upon) (?:delivery|the door)\b|货到付|貨到付|到货付|收货付|到付"),
    _way("bank transfer", "银行转账", r"\b(?:bank|wire|direct) transfers?\b|\bsepa\b|转账|轉賬|汇款|电汇|打款"),
)  # fmt: skip
# The method is no question by itself: another is looked for, or the question is how, why, how long or whether it is safe.
_OTHER_MATTER = re.compile(
    r"\b(?:besides|other than|apart from|except|instead of|without|rather than|else|why|(?:how|what)(?! about)|which|when|where|safe|secure|fees?|surcharge|number|declined|fail\w*)\b"
    r"|除了|以外|之外|(?<!有)没有|为什么|为啥|怎么|如何|多久|几期|哪些|哪种|哪几|什么|安全|手续费|卡号|失败|被拒",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.。;；])\s*")
_SOMEWHERE = re.compile(r"\b(?:in|within) (?:mainland|the)\b|\bonly\b|大陆|仅限?|只[支限在]", re.IGNORECASE)
_LONGEST = 80  # characters; a longer message asks for more than that


def says_which(text: str, context: Context) -> None:
    """Says yes or no to the ways to pay that the message asks about; `text` is what the shop says of them."""
    limits = {way: _limit(way, text) for way in ways_asked(context.turn)}
    language = context.language
    for takes, response in ((True, "utter_payment_taken"), (False, "utter_payment_not_taken")):
        names = [
            way.zh if language == "zh" else way.en
            for way, limit in limits.items()
            if limit is None and bool(way.said.search(text)) == takes
        ]
        if names:
            context.reply.say(response, methods=listing(names, language))
    for limit in dict.fromkeys(filter(None, limits.values())):
        context.reply.say("utter_payment_taken_partly", limit=limit)


def _limit(way: Way, text: str) -> str | None:
    """The shop's own words on a way that it takes in one place only."""
    sentences = (sentence.strip() for sentence in _SENTENCE_END.split(" ".join(text.split())))
    return next((one for one in sentences if way.said.search(one) and _SOMEWHERE.search(one)), None)


def ways_asked(turn: Turn) -> list[Way]:
    """The ways to pay of which the message asks whether they are possible."""
    if turn.is_button or len(turn.text) > _LONGEST or _OTHER_MATTER.search(turn.text):
        return []
    brands = [way for way in _WAYS if way.said.search(turn.text)]
    kinds = (
        [_INSTALMENTS] if brands else [_PLAIN_CARD, _INSTALMENTS]
    )  # an "Amex card" is no question for cards
    return [*brands, *(kind for kind in kinds if kind.said.search(turn.text))]


def names_only_a_way(turn: Turn) -> bool:
    """Whether the message is the name of a way to pay and nothing else: 花呗?, "amex?"."""
    return turn.is_bare and set(turn.entities) == {"payment_method"} and bool(ways_asked(turn))
