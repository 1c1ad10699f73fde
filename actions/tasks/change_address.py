"""Another delivery address, recipient or phone for an order."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.questions import Question
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.identity import OrderTask
from actions.tasks.identity_words import is_new_value
from actions.turn import Turn
from shop.domain.errors import InvalidValue

# What an address may sound like to the classifier.
_KIN = frozenset(
    {
        "change_address",
        "inform",
        "contact_info",
        "delivery_options",
        "edit_account",
        "out_of_scope",
        "chitchat",
    }
)
SHORTEST, LONGEST = 6, 300  # characters of an address line
_STREET = re.compile(
    r"\d.*[a-z]{3,}.*[a-z]{3,}|[a-z]{3,}.*\d|[省市区县镇乡村路街道巷弄号楼室栋單元区]|\b(street|st|road|rd|avenue|ave|lane|drive|apt|flat|suite|platz|straße|rue)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:no|sorry|actually|ok|okay|yes|well|so|then|alright|all right|in that case|ship (?:it )?to|send (?:it )?to|deliver (?:it )?to|(?:the )?(?:new )?address is|to|it'?s|please)(?![a-z])"
    r"|不对|不是|错了|(?:需?要|请|帮我)?改[成为]|换成|地址是|新地址是?|收货地址是?|寄到|送到|麻烦|请)[\s,，:：]*",
    re.IGNORECASE,
)

_TOLD_ZH = re.compile(
    r".{0,20}(?:[改换換][成为到]|[寄送发發]到|地址(?:应该|應該)?是|(?:应该|應該)是)[\s:：]*(?P<address>.{6,})$",
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
# "14 not 12", 是302不是301: a part of an address, put right.
_PUT_RIGHT = re.compile(
    r"(?P<en_new>[\w-]+),? (?:and )?not (?:the )?(?P<en_old>[\w-]+)|\bnot (?:the )?(?P<but_old>[\w-]+),? but (?:the )?(?P<but_new>[\w-]+)"
    r"|是(?P<zh_new>[^\s,，。不]{1,12}?)[,，]?(?:而)?不是(?P<zh_old>[^\s,，。]{1,12})|不是(?P<no_old>[^\s,，。]{1,12}?)[,，]?(?:而)?是(?P<no_new>[^\s,，。]{1,12})",
    re.IGNORECASE,
)
_HOUSE = ("number", "house number", "no", "nr")
_NUMBER_ALONE = re.compile(
    r"\W*(?:(?:no|sorry|wait|oops|actually|it'?s|it is|it should be|make (?:it|that)|the)\b\W*)*"
    r"(?P<label>house number|number|no\.?|nr\.?|apt\.?|apartment|flat|unit|suite)\s+(?P<en>\d+[a-z]?)\W*(?:please|instead|sorry)?\W*"
    r"|\W*(?:(?:不对|不是|不|错了|写错了|应该是?|是|改成|抱歉)[\s,，]*)*(?P<zh>\d+)\s*(?P<unit>单元|[号號栋幢楼室层])[\s吧了。!！]*",
    re.IGNORECASE,
)
# The address given for the order before.
_AS_BEFORE = re.compile(
    r"\bsame (?:address|place|new address)\b|\bas before\b|\bthere,? too\b"
    r"|(?:一样|同样|相同|同一个?|刚才|上面|前面)(?:的|那个|个)*(?:新|收货)?地址|地址.{0,6}(?:一样|相同|同上)|同上|[跟和](?:刚才|上面|前面).{0,4}一样",
    re.IGNORECASE,
)
_COUNTRY_CODE = 3  # digits at most, which need not be said


class ChangeAddress(OrderTask):
    name = "change_address"
    wants = ("order_id", "address", "recipient")

    def plan_details(self, case: Case, context: Context) -> Step:
        order_id = case.values["order_id"]
        context.shop.orders.address_terms(order_id)
        if not any(case.values.get(name) for name in ("address", "recipient", "new_phone")):
            return Ask(
                Question(
                    "address",
                    "utter_question_address",
                    read_address,
                    facts={"order_id": order_id},
                    free_text=True,
                    kin=_KIN,
                )
            )
        now = context.shop.orders.get(order_id).shipping_address
        return Confirm(
            "utter_confirm_address",
            {
                "order_id": order_id,
                "address": case.values.get("address") or now.text,
                "recipient": case.values.get("recipient") or now.recipient,
                "phone": case.values.get("new_phone") or now.phone,
            },
        )

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        super().note(case, turn, context)
        if turn.first("address"):
            case.values["address"] = _without_lead(str(turn.first("address")))
        last = context.memory.focus.address
        names_none = not any(sign.isdigit() for sign in turn.first("address") or "")
        if last and names_none and not turn.is_button and _AS_BEFORE.search(turn.text):
            case.values["address"] = last
        order_id = case.values.get("order_id")
        if turn.first("email") and turn.first("phone") and turn.first("recipient"):
            case.values["new_phone"] = turn.first(
                "phone"
            )  # the e-mail address is the proof, the phone is not
        if is_new_value(turn, "phone"):
            case.values["new_phone"] = turn.first("phone")
        if order_id and context.is_open(order_id):
            if turn.first("phone"):
                case.values["new_phone"] = turn.first("phone")
            if case.asked == "confirmation" and not turn.says_yes and turn.first("address") is None:
                known = str(case.values.get("address") or "")
                put_right = _put_right(known, turn) or _another_number(known, turn)
                corrected = put_right or read_address(turn)
                if corrected and _STREET.search(corrected) and len(corrected) > 2 * SHORTEST:
                    case.values["address"] = corrected
        return case.values != before

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        try:
            changed = context.shop.orders.change_address(
                order.id,
                address=case.values.get("address"),
                recipient=case.values.get("recipient"),
                phone=case.values.get("new_phone"),
                by=context.by(case, order.customer_id),
            )
        except InvalidValue:
            context.reply.say("utter_address_invalid", order_id=order.id)
            return
        now = changed.shipping_address
        context.memory.focus.address = case.values.get("address") or context.memory.focus.address
        context.reply.say(
            "utter_address_changed",
            order_id=order.id,
            address=now.text,
            recipient=now.recipient,
            phone=now.phone,
        )


def read_address(turn: Turn) -> str | None:
    """An address as it was written, without "ship it to"; None where the message does not look like one."""
    marked = turn.first("address")
    if marked:
        return _without_lead(marked)
    text = _without_lead(_without_contact(" ".join(turn.text.split()), turn))
    if turn.is_button or not SHORTEST <= len(text) <= LONGEST or not _STREET.search(text):
        return None
    if _PUT_RIGHT.search(text) or _is_another_value(text, turn):
        return None
    return text


def _without_lead(text: str) -> str:
    """Without what stands before the address: 填错啦，应该寄到 …"""
    told = _TOLD_ZH.match(text)
    if told and _STREET.search(told.group("address")):
        text = told.group("address")
    while True:
        shorter = _LEAD.sub("", text)
        if shorter == text:
            return text
        text = shorter


def _is_another_value(text: str, turn: Turn) -> bool:
    """Whether the message is a coupon, an order number or the like: letters and digits, and no place."""
    said = {value.casefold() for name in _NO_PLACES for value in turn.entities.get(name, ())}
    return text.casefold() in said


def _put_right(address: str, turn: Turn) -> str | None:
    """The address with the one part exchanged that the message corrects; None where that part is not in it."""
    found = _PUT_RIGHT.search(turn.text)
    if found is None:
        return None
    said = {name[-3:]: text for name, text in found.groupdict().items() if text}
    old, new = said["old"], said["new"]
    place = re.search(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])", address)
    if place is None:
        return None
    before, after = address[: place.start()], address[place.end() :]
    known = max((n for n in range(len(new)) if before.endswith(new[:n])), default=0)  # 5栋302不是301
    return f"{before}{new[known:]}{after}"


def _another_number(address: str, turn: Turn) -> str | None:
    """The address with the house's or the flat's number that is all the message says: "no, number 24", 不对，302室."""
    found = _NUMBER_ALONE.fullmatch(turn.text.strip())
    if found is None or not address:
        return None
    unit, label = found["unit"], (found["label"] or "").casefold().rstrip(".")
    number = found["zh"] or found["en"]
    place = rf"\d+(?={unit})" if unit else rf"(?<=\b{label} )\d+[a-z]?\b|(?<=\b{label}\. )\d+[a-z]?\b"
    places = list(re.finditer(place, address, re.IGNORECASE))
    if not places and not unit and label in _HOUSE:
        places = list(re.finditer(r"\b\d+[a-z]?\b", address, re.IGNORECASE))[:1]
    if len(places) != 1:
        return None
    return f"{address[: places[0].start()]}{number}{address[places[0].end() :]}"


def _without_contact(text: str, turn: Turn) -> str:
    """Without the recipient and the phone that the message names beside the address."""
    for name in turn.entities.get("recipient", ()):
        text = re.sub(_RECIPIENT_LEAD + re.escape(name), " ", text, flags=re.IGNORECASE)
    for phone in turn.entities.get("phone", ()):
        digits = re.sub(r"\D", "", phone)
        said = "|".join("[ ()-]*".join(digits[cut:]) for cut in range(_COUNTRY_CODE + 1))
        text = re.sub(
            rf"(?:{_PHONE_LEAD})?(?<!\d)[+(]?0{{0,2}}(?:{said})(?!\d)", " ", text, flags=re.IGNORECASE
        )
    return re.sub(r"(?:[,，、;；]\s*){2,}", "，", " ".join(text.split())).strip(" ,，、;；。")
