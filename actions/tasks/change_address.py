"""Another delivery address, recipient or phone for an order."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.context import Context
from actions.end_of_number import with_end
from actions.memory import Case
from actions.questions import Question, read_entity
from actions.tasks.address_amends import amended, says_wrong
from actions.tasks.address_cuts import without_words
from actions.tasks.address_street import with_street
from actions.tasks.address_words import (
    SHORTEST,
    STREET,
    is_of_delivery,
    keeps_name,
    name_put_right,
    names_part,
    read_address,
    read_name,
    same_but,
    whole_address,
    without_lead,
)
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.identity import OrderTask
from actions.tasks.identity_words import four_beside
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
# The address given for the order before.
_AS_BEFORE = re.compile(
    r"\bsame (?:address|place|new address)\b|\bas before\b|\bthere,? too\b"
    r"|(?:一样|同样|相同|同一个?|刚才|上面|前面)(?:的|那个|个)*(?:新|收货)?地址|地址.{0,6}(?:一样|相同|同上)|同上|[跟和](?:刚才|上面|前面).{0,4}一样",
    re.IGNORECASE,
)


# A number of the house or the flat and nothing else, which the rest of the order's address goes with: 改成12号.
_PART_ALONE = re.compile(
    r"(?:\W|就|只|帮我|把|门牌|楼号|房号|改[成为]?|换成)*\d{1,5}[a-z]?(?:号楼?|栋|幢|单元|室|楼|层)(?:\d{1,5}室?)?(?:吧|就行|\W)*"
    r"|\W*(?:just |only |make it |change it to )*(?:(?:the )?(?:house |street )?number|no\.?|flat|apt\.?|apartment|unit)(?: is| to)? \d{1,5}[a-z]?\W*",
    re.IGNORECASE,
)
_OF_ACCOUNT = re.compile(
    r"\b(?:in|on|for|of|to) (?:my |the )?(?:account|profile)\b|\bnot (?:for |about )?(?:an?|any|one) (?:particular )?order\b"
    r"|账号|帐号|账户|个人资料|默认地址|地址簿|不是(?:某个|哪个|具体)?订单",
    re.IGNORECASE,
)


class ChangeAddress(OrderTask):
    name = "change_address"
    wants = ("order_id", "address", "recipient")

    def plan_details(self, case: Case, context: Context) -> Step:
        order_id = case.values["order_id"]
        context.shop.orders.address_terms(order_id)
        if not any(case.values.get(name) for name in ("address", "recipient", "new_phone")):
            if case.values.get("part") == "recipient":
                facts = {"order_id": order_id}
                return Ask(
                    Question("recipient", "utter_question_recipient", read_name, facts=facts, kin=_KIN)
                )
            if case.values.get("part") == "phone":
                facts = {"order_id": order_id}
                return Ask(
                    Question(
                        "new_phone",
                        "utter_question_delivery_phone",
                        read_entity("phone"),
                        facts=facts,
                        kin=_KIN,
                    )
                )
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
        if same_but(turn):  # what stays is no address
            turn = turn.without("address")
        super().note(case, turn, context)
        if turn.first("address"):
            new = without_lead(str(turn.first("address")))
            case.values["address"] = with_street(before.get("address"), new) or new
        if case.asked in (None, "order_id", "proof", "address") and (part := names_part(turn)):
            case.values["part"] = part
        if case.asked == "confirmation" and keeps_name(turn):
            case.values.pop("recipient", None)
        elif (
            case.asked in (None, "confirmation")
            and turn.first("recipient") is None
            and (name := name_put_right(turn))
        ):
            case.values["recipient"] = name
        last = context.memory.focus.address
        names_none = not any(sign.isdigit() for sign in turn.first("address") or "")
        if last and names_none and not turn.is_button and _AS_BEFORE.search(turn.text):
            case.values["address"] = last
        order_id = case.values.get("order_id")
        phone = turn.first("phone")
        of_delivery = is_of_delivery(turn, asked=case.asked == "proof")
        if phone and (of_delivery or (order_id and context.is_open(order_id))):
            case.values["new_phone"] = phone
        if case.asked == "confirmation" and (phone_put_right := with_end(before.get("new_phone"), turn)):
            case.values["new_phone"] = phone_put_right
        if of_delivery and case.values.get("proof") == phone:
            self._prove_otherwise(case, turn, before.get("proof"))
        is_open = bool(order_id) and context.is_open(str(order_id))
        if is_open and turn.first("address") is None:
            self._amend(case, turn, context)
        return case.values != before

    def own_sense(self, case: Case, turn: Turn) -> Turn:
        """ "Not for an order, in my account", in answer to which order: another task. 名字改成王强 at the summary is none."""
        if case.asked == "confirmation" and (name_put_right(turn) or keeps_name(turn)):
            return replace(turn, intent="change_address", confidence=1.0)
        if case.asked == "order_id" and not turn.is_button and _OF_ACCOUNT.search(turn.text):
            return replace(turn, intent="edit_account", confidence=1.0)
        return turn

    def _prove_otherwise(self, case: Case, turn: Turn, proof: str | None) -> None:
        """The phone to call on delivery proves nothing; four digits or an e-mail address beside it do."""
        order_id = case.values.get("order_id")
        proof = turn.first("email") or (four_beside(turn, order_id) if order_id else None) or proof
        case.values.pop("proof")
        if proof:
            case.values["proof"] = proof

    def _amend(self, case: Case, turn: Turn, context: Context) -> None:
        """A part of the address put right or added at the summary; or of the one that the order has, if that is said to be wrong."""
        known = str(case.values.get("address") or "")
        if case.asked == "confirmation" and not turn.says_yes:
            now = context.shop.orders.get(case.values["order_id"]).shipping_address.text
            there = known or now
            address = without_words(there, turn) or amended(there, turn) or with_street(there, turn.text)
            address = address or whole_address(turn)
            if address and STREET.search(address) and len(address) > 2 * SHORTEST:
                case.values["address"] = address
        elif case.asked == "address" and not known:
            other = same_but(turn)
            if other or says_wrong(turn) or _PART_ALONE.fullmatch(turn.text):
                now = context.shop.orders.get(case.values["order_id"]).shipping_address.text
                if address := amended(now, other or turn):
                    case.values["address"] = address

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
