"""Another delivery address, recipient or phone for an order."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.questions import Question
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.identity import OrderTask
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
    r"^\W*(no|sorry|actually|不对|不是|错了|改成|改为|换成|地址是|新地址是?|收货地址是?|寄到|送到|ship (it )?to|send (it )?to|deliver (it )?to|"
    r"(the )?(new )?address is|to|it'?s|please|麻烦|请)[\s,，:：]*",
    re.IGNORECASE,
)

_RECIPIENT_LEAD = (
    r"(?:收[件货貨]人|联系人|聯絡人|\brecipient|\bname)(?:的?名字|姓名)?(?: is\b|[是为叫:：,， ])*"
)
_PHONE_LEAD = (
    r"(?:(?:联系|聯絡|收件人?|手机|手機)?(?:电话|電話|手机|手機)(?:号码?|號碼?)?|\b(?:phone|mobile|tel)\b)"
    r"(?: number)?(?: is\b|[是为:：., ])*"
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
        order_id = case.values.get("order_id")
        if order_id and context.is_open(order_id):
            if turn.first("phone"):
                case.values["new_phone"] = turn.first("phone")
            if case.asked == "confirmation" and not turn.says_yes and turn.first("address") is None:
                corrected = read_address(turn)
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
        return marked
    text = _without_contact(" ".join(turn.text.split()), turn)
    while True:
        shorter = _LEAD.sub("", text)
        if shorter == text:
            break
        text = shorter
    if turn.is_button or not SHORTEST <= len(text) <= LONGEST or not _STREET.search(text):
        return None
    return text


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
