"""Where the mail and the goods of a new order go."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question, read_entity
from actions.tasks.address_words import read_address, read_name, without_name
from actions.tasks.base import Ask, Step
from actions.tasks.one_time_code import open_account
from actions.turn import Turn
from shop.domain.contact import REGIONS, normal_address, normal_email, normal_phone
from shop.domain.errors import InvalidValue
from values.recipients import find_recipients
from values.said import said

_AS_ALWAYS = re.compile(
    r"\b(?:same|usual|old|last|previous|saved|registered|default) (?:delivery |shipping )?(?:address|place)\b|\baddress (?:on file|you have|in my account|from last time)\b"
    r"|(?:原来|之前|以前|上次|老|默认|常用|平时|账号里|账户里)的?(?:那个)?(?:收货)?地址|老地方|(?:跟|和)上次一样",
    re.IGNORECASE,
)
_LONGEST_USUAL = 40  # characters; a longer answer writes an address
USUAL = "usual"  # stands for the address that the account holds


def ask_contact(case: Case, context: Context) -> Step | None:
    """Asks for e-mail and address where they are missing; what the shop cannot use is asked again.

    "The same address as always" is the account's, which is told to nobody before a one-time code has shown whose it is.
    """
    region = REGIONS[case.values["currency"]]
    usual = usual_address(context)
    _check(case, "email", normal_email, "utter_email_invalid", context)
    _check(case, "phone", lambda text: normal_phone(text, region), "utter_phone_not_usable", context)
    if case.values.get("address") != USUAL:
        _check(case, "address", normal_address, "utter_address_not_usable", context)
        if case.values.get("address"):
            case.values["address"] = without_name(case.values["address"], case.values.get("recipient"))
    elif not usual and email_of(case, context):
        if (step := open_account(case, context)) is not None:
            return step
        if (usual := usual_address(context)) is None:  # no account, or none with an address
            case.values.pop("address")
    if not email_of(case, context):
        return Ask(Question("email", "utter_question_email_for_payment", read_entity("email"), exact=True))
    if case.values.get("address"):
        return _ask_recipient(case, context)
    options = [Option(USUAL, usual)] if usual else []
    response = "utter_question_delivery_or_usual" if usual else "utter_question_delivery_address"
    kin = frozenset({"change_address"})
    return Ask(Question("address", response, _read_place, options=options, free_text=True, kin=kin))


def _read_place(turn: Turn) -> str | None:
    """An address, or USUAL for "the same as always"."""
    usual = not turn.is_button and len(turn.text) <= _LONGEST_USUAL and _AS_ALWAYS.search(turn.text)
    return USUAL if usual else read_address(turn)


def _ask_recipient(case: Case, context: Context) -> Ask | None:
    """A guest's parcel needs a name on it; of a customer the account knows it."""
    address = str(case.values["address"])
    if case.values.get("recipient") or address == USUAL or customer_of(context):
        return None
    if any(True for _ in find_recipients(said(address), "address")):  # "Kay Lund, 12 Elm Street, …"
        return None
    kin = frozenset({"change_address"})
    return Ask(Question("recipient", "utter_question_recipient_of_order", read_name, kin=kin))


def email_of(case: Case, context: Context) -> str | None:
    """The address said, else the one that the customer has proven."""
    identity = context.shop.access.identity(context.conversation)
    return case.values.get("email") or (identity.email if identity else None)


def customer_of(context: Context) -> str | None:
    identity = context.shop.access.identity(context.conversation)
    return identity.customer_id if identity else None


def usual_address(context: Context) -> str | None:
    """The first address of the account, while it is proven whose it is."""
    customer_id = customer_of(context)
    addresses = context.shop.accounts.get(customer_id).addresses if customer_id else ()
    return addresses[0].text if addresses else None


def deliver_to(case: Case, context: Context) -> str:
    """Where the goods go, with who receives them and the phone to call, as far as they were told."""
    told = case.values["address"]
    address = usual_address(context) if told == USUAL else told
    parts = [case.values.get("recipient"), address, case.values.get("phone")]
    return ("，" if context.language == "zh" else ", ").join(str(part) for part in parts if part)


def _check(case: Case, name: str, normal: Callable[[str], str], response: str, context: Context) -> None:
    """Brings a value into the shop's form; one that does not fit is dropped with a word about it."""
    if case.values.get(name):
        try:
            case.values[name] = normal(case.values[name])
        except InvalidValue:
            case.values.pop(name)
            context.reply.say(response)
