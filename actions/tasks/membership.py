"""Levels and points: the rules for everybody, the customer's own once it is known who asks."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Answered, Ready, Step
from actions.tasks.identity import AccountTask
from actions.turn import Turn
from actions.wording import intent_label, label

OWN = "own"
# Asks for the customer's own level or points rather than for the rules.
_OWN = re.compile(
    r"\b(my|mine)\b.*\b(points?|level|tier|status|balance|rewards?|membership)\b|points? balance"
    r"|how many points (do i|have i|i have)|what (member )?(level|tier|status) am i"
    r"|am i (already )?(a )?(member|vip|gold|silver|platinum)|i('m| am) (still )?(silver|bronze|gold)"
    r"|我.{0,8}(几级|多少(积)?分|什么(级别|等级)|(积分|等级|级别).{0,4}(多少|是|在|为什么|咋|怎么))|查.{0,4}积分|积分.{0,2}余额"
    r"|我.{0,6}(?:是|算)(?:什么|啥|哪个?(?:级|等|种))(?:样的)?会员|我.{0,4}是不是.{0,4}会员|我.{0,6}是(?:青铜|白银|黄金|银卡|金卡|铂金)(?:会员)?[吗么嘛]"
    r"|我.{0,8}(?:还)?(?:差|要).{0,4}(?:多少|几).{0,4}(?:升级|升到)|what kind of member am i",
    re.IGNORECASE,
)


class MembershipTask(AccountTask):
    name = "membership"

    def plan(self, case: Case, context: Context) -> Step:
        known = context.shop.access.identity(context.conversation) is not None
        if known or case.values.get("own"):
            return super().plan(case, context)
        check = Button(_check_label(context), payload("membership", choice=OWN))
        text = context.shop.policies.text("membership", context.language)
        context.reply.say("utter_membership_rules", buttons=[check], rule=text)
        context.memory.offer = {"kind": "start", "task": self.name, "values": {"own": True}}
        return Answered()

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        changed = super().note(case, turn, context)
        own = turn.first("choice") == OWN or (not turn.is_button and bool(_OWN.search(turn.text)))
        if own and not case.values.get("own"):
            case.values["own"] = True
            changed = True
        return changed

    def execute(self, case: Case, context: Context) -> None:
        identity = context.shop.access.identity(context.conversation)
        if identity is None or not identity.customer_id:
            create = Button(intent_label("create_account", context.language), payload("create_account"))
            context.reply.say("utter_no_account", buttons=[create])
            return
        member = context.shop.accounts.membership(identity.customer_id)
        language = context.language
        context.reply.say(
            "utter_membership_own" if member.next_level else "utter_membership_top",
            level=label("level", member.level, language),
            points=member.points,
            next_level=label("level", member.next_level, language) if member.next_level else "",
            points_to_next=member.points_to_next,
        )
        if not case.values.get("own"):  # the rules were what was asked for
            context.reply.say("utter_policy", text=context.shop.policies.text("membership", language))


def _check_label(context: Context) -> str:
    return "查我的等级和积分" if context.language == "zh" else "Check my level and points"
