"""Addresses as customers write them, and who receives what is sent there."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.new_values import is_new_value
from actions.tasks.address_amends import PUT_RIGHT
from actions.turn import Turn
from values.addresses import find_addresses, is_sentence, without_whose
from values.said import said

SHORTEST, LONGEST = 6, 300  # characters of an address line
STREET = re.compile(
    r"\d.*[a-z]{3,}.*[a-z]{3,}|[a-z]{3,}.*\d|[省市区县镇乡村路街道巷弄号楼室栋单元区]|\b(street|st|road|rd|avenue|ave|lane|drive|apt|flat|suite|platz|straße|rue)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:no|sorry|actually|ok|okay|yes|well|so|then|alright|all right|in that case|ship (?:it )?to|send (?:it )?to|deliver (?:it )?to|(?:the )?(?:new )?address is|to|it'?s|please)(?![a-z])"
    r"|不对|不是|错了|(?:需?要|请|帮我)?改[成为到]|换[成到]|地址是|新地址是?|收货地址是?|寄到|送到|麻烦|请)[\s,，:：]*",
    re.IGNORECASE,
)
_QUESTION_BEHIND = re.compile(
    r"(?<=[^.。;；!！?？\n])[.。;；!！?？\n,，]\s*(?:(?:and|also|btw|by the way|oh|ok|so|but)\W+)*"
    r"(?:what'?s?|how|when|why|(?:is|are|will|can|could|do|does|did|should) (?:i|it|you|that|the|this|there|we|they|my|your))\b[^.。;；!！?？\n]*[?？]?\s*$"
    r"|[.。;；!！?？\n,，]\s*(?:对了|顺便问一?下?|请问|那|话说)*[,，]?\s*[^.。;；!！?？\n,，\d]{0,24}(?:[吗嘛么呢](?=[?？]?\s*$)|什么时候|几号|哪天|多久|多少钱|怎么)[^.。;；!！?？\n,，\d]{0,20}[?？]?\s*$",
    re.IGNORECASE,
)
# Where it is to go is told by what stays: "same street, just number 12", 还是同一个小区，5栋302.
_SAME_PLACE = re.compile(
    r"^(?:\W|\b(?:it'?s|still|to|in|the|on|at|just|only)\b)*\bsame (?:street|road|building|block|house|town|city|place|address|one)\b"
    r"(?:\W|\b(?:but|just|only|with|and|it'?s|a|different)\b)*(?=.*\d)"
    r"|^(?:\W|就|还是|還是|在|地址)*(?:同一?[条個个栋幢]?|一样的?|原来的?)(?:街道?|马路|路|小区|楼栋?|大楼|地方|地址)"
    r"(?:\W|不变|里面?|只是|就是|但是?|不过|换成?|改成?|的)*(?=.*\d)",
    re.IGNORECASE | re.DOTALL,
)
_TOLD_ZH = re.compile(
    r".{0,20}(?:[改換换][成为到]|[寄送发發]到|地址(?:应该|應該)?是|(?:应该|應該)是)[\s:：]*(?P<address>.{6,})$",
    re.DOTALL,
)
_NO_PLACES = ("coupon", "order_id", "email", "phone", "tracking_number")
_RECIPIENT_LEAD = (
    r"(?:收[件货貨]人|联系人|聯絡人|\brecipient|\bname)(?:的?名字|姓名)?(?: is\b|[是为叫:：,， ])*"
)
_PHONE_LEAD = (
    r"(?:(?:联系|聯絡|收件人?|手机|手機)?(?:电话|電話|手机|手機)(?:号码?|號碼?)?|\b(?:phone|mobile|tel)\b)"
    r"(?: number)?(?: is\b|[是为:：., ])*"
)
_COUNTRY_CODE = 3  # digits at most, which need not be said


# Which part is to be another one: "the recipient's name is wrong", 收货电话改一下.
_ADDRESS_WORD = re.compile(r"地址|\baddress|\bstreet\b|门牌|邮编|post ?code", re.IGNORECASE)
_RECIPIENT_WORD = re.compile(
    r"收[件货貨]人(?!.{0,3}(?:电话|電話|手机|手機|号码))|收[件货貨]的?(?:名字|姓名)|\b(?:recipient|receiver|addressee)(?!'?s? (?:phone|number|mobile))\b"
    r"|\bname on (?:the|my|that) (?:order|parcel|package|label)\b",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"(?:收[件货貨]|联系|聯絡|配送|送货)人?的?(?:电话|電話|手机|手機)|收[件货貨]人.{0,3}(?:电话|電話|手机|手機|号码)|[改换換](?:个|一下|下)?(?:电话|電話|手机|手機)"
    r"|\b(?:delivery|contact|recipient'?s?|receiver'?s?) (?:phone|mobile|number)\b|\b(?:change|update|correct|wrong)\b.{0,20}\b(?:phone|mobile)\b",
    re.IGNORECASE,
)
_NAME_PUT_RIGHT = re.compile(
    r"\b(?:the |my |recipient'?s? )?name (?:on it )?(?:should(?: rather)? be|must be|needs to be|has to be|is actually|is|to|should read)[ :]+"
    r"([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})\W*(?:please|pls|instead|thanks?|\W)*$"
    r"|(?:名字|姓名)(?:应该|要|请|帮我)?(?:是|改成|改为|换成|写成|写|用|叫)[ :：]*([\u4e00-\u9fff·]{2,4}|[A-Za-z][A-Za-z.' -]{2,40})(?:吧|哈|谢谢|\W)*$",
    re.IGNORECASE,
)
_NAME_STAYS = re.compile(
    r"\b(?:name|recipient)\b.{0,16}\b(?:stays?|remains?|(?:be|is|keep) the same|unchanged|as (?:it|before)(?: is| was)?)\b"
    r"|\b(?:keep|leave|not change|n['’]?t change) (?:the |my |its )?(?:old |original )?(?:name|recipient)\b"
    r"|(?:名字|姓名|收[件货貨]人)(?:还是|還是|就|先|都)*(?:不用?[改变變换換动動]|保持|用(?:原来|原來|以前|之前)|别改|別改)",
    re.IGNORECASE,
)
_NAME_ALONE = re.compile(
    r"(?:是|叫|就|改成|换成|写|it'?s|make it|to|please)*\s*(?P<name>(?!不|没|算|好|谢|取消|等|按|用|改|换|要|多少|为什|怎么)[\u4e00-\u9fff]{2,4}(?<![吧了吗呢的])"
    r"|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6}){1,3}|(?-i:[A-Z\u00c0-\u00de])[\w.'’-]*(?: (?-i:[A-Z\u00c0-\u00de])[\w.'’-]*){1,3})\W*(?:吧|就行|please)?\W*",
    re.IGNORECASE,
)
_OWN_PHONE = re.compile(
    r"(?:我的?|下单|预留|注册|原来的?|之前的?|\b(?:my|order(?:ed with)?|old) )(?:手机|电话|手機|電話|phone|mobile|number)(?:号码?| number)?(?: is)?[\s:：是为]*[(+]?$",
    re.IGNORECASE,
)
_DELIVERY_PHONE = re.compile(
    r"(?:(?:收[件货貨]人?|联系|聯絡|配送)的?(?:电话|電話|手机|手機)|\b(?:delivery|contact|recipient'?s?) (?:phone|mobile|number))(?:号码?| number)?(?: is| to)?[\s:：是为改成换]*[(+]?$",
    re.IGNORECASE,
)


def read_address(turn: Turn) -> str | None:
    """An address as it was written, without "ship it to"; None where the message does not look like one."""
    marked = turn.first("address")
    if marked and not same_but(turn):
        return without_lead(without_question(marked))
    text = without_lead(_without_contact(without_question(" ".join(turn.text.split())), turn))
    if turn.is_button or not SHORTEST <= len(text) <= LONGEST or not STREET.search(text) or same_but(turn):
        return None
    if PUT_RIGHT.search(text) or _is_another_value(text, turn) or is_sentence(text):
        return None
    return text


def same_but(turn: Turn) -> Turn | None:
    """What differs from the address that the order has: "number 12", of "same street, but number 12"; None where nothing is to stay."""
    found = None if turn.is_button else _SAME_PLACE.match(turn.text)
    return replace(turn, text=turn.text[found.end() :]) if found else None


def whole_address(turn: Turn) -> str | None:
    """An address that nobody has asked for: only what has a street and a number, and is no sentence."""
    text = read_address(turn)
    return text if text and any(True for _ in find_addresses(said(text), "address")) else None


def without_question(text: str) -> str:
    """Without a question behind the address: "… Austin, TX 78701. When will it arrive?"."""
    asked = _QUESTION_BEHIND.search(text)
    return text[: asked.start()].rstrip(" ,，") if asked else text


def without_lead(text: str) -> str:
    """Without what stands before the address: 填错啦，应该寄到 …"""
    told = _TOLD_ZH.match(text)
    if told and STREET.search(told.group("address")):
        text = told.group("address")
    while True:
        shorter = without_whose(_LEAD.sub("", text))
        if shorter == text:
            return text
        text = shorter


def names_part(turn: Turn) -> str | None:
    """Which part of it is to be another one where the address itself is not spoken of: "recipient" or "phone"."""
    if turn.is_button or _ADDRESS_WORD.search(turn.text):
        return None
    for part, words in (("recipient", _RECIPIENT_WORD), ("phone", _PHONE_WORD)):
        if words.search(turn.text):
            return part
    return None


def without_name(address: str, name: str | None) -> str:
    """The address without the name of who receives it, which is told before it: "Jo Park, 3 Main St"."""
    begins = name and re.match(rf"\W*{re.escape(name)}\s*[,，:：]\s*(?=\S)", address, re.IGNORECASE)
    return address[begins.end() :] if begins else address


def read_name(turn: Turn) -> str | None:
    """The answer to who receives it: a name by itself."""
    name = None if turn.is_button else _NAME_ALONE.fullmatch(turn.text.strip())
    return turn.first("recipient") or (name["name"] if name else None)


def name_put_right(turn: Turn) -> str | None:
    """Who receives it instead, said of the summary: "the name should be Marco Russo", 名字改成王强."""
    name = None if turn.is_button else _NAME_PUT_RIGHT.search(turn.text)
    return next((found for found in name.groups() if found), None) if name else None


def keeps_name(turn: Turn) -> bool:
    """Whether who receives it is to stay as it was: "the name should stay Sofia", 名字还是不改了."""
    return not turn.is_button and _NAME_STAYS.search(turn.text) is not None


def is_of_delivery(turn: Turn, *, asked: bool) -> bool:
    """Whether the phone of the message is the one to call on delivery, and not the customer's own, which proves who it is.

    `asked`: a proof was, and a phone by itself is one.
    """
    place = next((start for found, _, start in turn.places if found == "phone"), None)
    if turn.first("phone") is None:
        return False
    if is_new_value(turn, "phone", asked=asked) or (turn.first("email") and turn.first("recipient")):
        return True
    before = turn.text[:place] if place is not None else ""
    if _OWN_PHONE.search(before):
        return False
    beside = turn.first("recipient") or (turn.first("email") and turn.first("address"))
    return bool(beside or (not asked and _DELIVERY_PHONE.search(before)))


def _is_another_value(text: str, turn: Turn) -> bool:
    """Whether the message is a coupon, an order number or the like: letters and digits, and no place."""
    values = {value.casefold() for name in _NO_PLACES for value in turn.entities.get(name, ())}
    return text.casefold() in values


def _without_contact(text: str, turn: Turn) -> str:
    """Without the recipient and the phone that the message names beside the address."""
    for name in turn.entities.get("recipient", ()):
        text = re.sub(
            rf"{_RECIPIENT_LEAD}{re.escape(name)}|{re.escape(name)}[来來]?收|(?<![^\s,，、;；]){re.escape(name)}(?![^\s,，、;；])",
            " ", text, flags=re.IGNORECASE,
        )  # fmt: skip
    for phone in turn.entities.get("phone", ()):
        digits = re.sub(r"\D", "", phone)
        spelt = "|".join("[ ()-]*".join(digits[cut:]) for cut in range(_COUNTRY_CODE + 1))
        text = re.sub(
            rf"(?:{_PHONE_LEAD})?(?<!\d)[+(]?0{{0,2}}(?:{spelt})(?!\d)", " ", text, flags=re.IGNORECASE
        )
    return re.sub(r"(?:[,，、;；]\s*){2,}", "，", " ".join(text.split())).strip(" ,，、;；。")
