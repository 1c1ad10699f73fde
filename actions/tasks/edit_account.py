"""Changing what the account says about a customer: name, e-mail, phone or language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question, read_entity, read_text
from actions.reply import Button, payload
from actions.tasks.base import Answered, Ask, Confirm, Refuse, Step
from actions.tasks.get_invoice import GetInvoice
from actions.tasks.identity import AccountTask
from actions.tasks.invoice_words import tells_invoice_title
from actions.turn import Turn
from actions.wording import intent_label
from shop.domain.contact import NAME_LENGTH, normal_email, normal_name, normal_phone
from shop.domain.errors import InvalidValue
from shop.service.accounts import REGION

FIELDS = {
    "name": ("Name", "姓名"),
    "email": ("E-mail address", "邮箱"),
    "phone": ("Phone number", "手机号"),
    "language": ("Language", "语言"),
    "password": ("Password", "密码"),
}
# How a field is named; the first that fits counts.
_NAMED = (
    ("password", r"\bpass\s?word|\bpwd\b|密码|密碼|密吗"),
    ("email", r"e-?mail|\bmail\b|gmail|邮箱|郵箱|电邮|電郵|邮件"),
    ("phone", r"\bphone|telephone|mobile|\bcell\b|\bsim\b|手机|手機|电话|電話|号码|换号"),
    ("language", r"\blanguage|语言|語言"),
    ("name", r"(?<!user)(?<!nick)\bname\b|surname|maiden|姓名|名字|改名|改姓"),
)
_OF_INVOICE = ("get_invoice", "check_invoice")
LANGUAGES = {"en": ("English", "英文"), "zh": ("Chinese", "中文")}
_LANGUAGE_WORDS = {"en": ("English", "英文", "英语"), "zh": ("Chinese", "中文", "汉语", "简体")}
_AND = re.compile(r"\b(?:and|plus|also)\b|&|和|跟|与|及|、|还有|，|,", re.IGNORECASE)
_NEW_EMAIL = re.compile(r"\b(to|new|into|with)\b|改成|改为|换成|换到|新的?邮箱|更新为", re.IGNORECASE)
_NEW_NAME = re.compile(
    r"(?:名字|姓名|名)[^，。]{0,4}(?:改成|改为|换成|更正为)\s*[“\"「]?([^”\"」，。！!?？]{1,40})"
    r"|\bname\b[^,.]{0,12}? to (?-i:((?:[A-Z][\w'-]*)(?: [A-Z][\w'.-]*){0,3}))",
    re.IGNORECASE,
)


class EditAccount(AccountTask):
    name = "edit_account"

    def plan(self, case: Case, context: Context) -> Step:
        if case.values.get("field") == "password":  # no chat is the place for it
            text = context.shop.policies.text("recover_password", context.language)
            context.reply.say("utter_policy", text=text)
            return Answered()
        return super().plan(case, context)

    def plan_details(self, case: Case, context: Context) -> Step:
        identity = context.shop.access.identity(context.conversation)
        if identity is None or not identity.customer_id:
            create = Button(intent_label("create_account", context.language), payload("create_account"))
            return Refuse("utter_no_account", buttons=(create,))
        field = case.values.get("field")
        if field not in FIELDS:
            return Ask(_field_question(context))
        value = self._checked(case, field, identity.customer_id, context)
        if value is None:
            return Ask(_value_question(field, context))
        shown = _language_name(value, context) if field == "language" else value
        return Confirm(
            "utter_confirm_edit_account", {"field": _in_a_sentence(field, context), "value": shown}
        )

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        if case.asked is None and _means_invoice(turn, context):
            case.name = GetInvoice.name
            case.values = {"order_id": context.memory.focus.order_id}
            return GetInvoice().note(case, turn, context)
        before = dict(case.values)
        named = _fields_named(turn.text) if case.asked in (None, "field") and not turn.is_button else []
        field = named[0] if named else None
        if field:
            case.values["field"] = field
            case.values["later"] = named[1:] if _AND.search(turn.text) else []
        emails = turn.entities.get("email", ())
        if case.asked is None and field == "email" and emails and _NEW_EMAIL.search(turn.text):
            case.values["new_email"] = emails[-1]  # "change it to …": not the one that proves who it is
            if len(emails) > 1:
                case.values["email"] = emails[0]
        else:
            super().note(case, turn, context)
        self._note_value(case, turn)
        return case.values != before

    def note_details(self, case: Case, turn: Turn, context: Context) -> bool:
        """The customer is known: an e-mail address said now is the new one."""
        if turn.first("email") and case.values.get("field") in (None, "email"):
            case.values.update(field="email", new_email=turn.first("email"))
        return False  # `note` compares the values itself

    def store(self, case: Case, question: Question, value: Any, context: Context) -> None:
        name = f"new_{case.values['field']}" if question.name == "value" else question.name
        case.values[name] = value

    def execute(self, case: Case, context: Context) -> None:
        identity = context.shop.access.identity(context.conversation)
        field = case.values["field"]
        if identity is None or not identity.customer_id:
            context.reply.say("utter_no_account")
            return
        by = context.by(case, identity.customer_id)
        context.shop.accounts.edit(identity.customer_id, **{field: case.values[f"new_{field}"]}, by=by)
        context.reply.say("utter_account_edited", field=_in_a_sentence(field, context))
        later = case.values.get("later")
        if later:  # the second of two changes in one message is offered next
            known = {name: value for name, value in case.values.items() if name.startswith("new_")}
            values = {**known, "field": later[0], "later": later[1:]}
            context.memory.suspend(Case(name=self.name, values=values, is_queued=True))

    def _note_value(self, case: Case, turn: Turn) -> None:
        """A new value said together with the field, or as a correction of the summary."""
        fields = (case.values.get("field"), *case.values.get("later", ()))
        if "phone" in fields and turn.first("phone"):
            case.values["new_phone"] = turn.first("phone")
        if "name" in fields:
            said = _NEW_NAME.search(turn.text)
            if said:
                case.values["new_name"] = (said.group(1) or said.group(2)).strip()
        if "language" in fields:
            language = _read_language(turn)
            if language:
                case.values["new_language"] = language

    def _checked(self, case: Case, field: str, customer_id: str, context: Context) -> str | None:
        """The new value in the shop's form; one that does not fit is dropped with a word about it."""
        name = f"new_{field}"
        value = case.values.get(name)
        if value is None:
            return None
        region = REGION[context.shop.accounts.get(customer_id).language]
        checks: dict[str, Callable[[str], str]] = {
            "email": normal_email,
            "name": normal_name,
            "phone": lambda text: normal_phone(text, region),
        }
        try:
            case.values[name] = checks[field](value) if field in checks else value
        except InvalidValue:
            case.values.pop(name)
            context.reply.say(f"utter_{field}_not_usable")
            return None
        return str(case.values[name])


def _means_invoice(turn: Turn, context: Context) -> bool:
    """Whether the name that is to be changed is that of the invoice just spoken of: 改成个人 名字李安."""
    focus = context.memory.focus
    if focus.last not in _OF_INVOICE or turn.is_button or not focus.order_id:
        return False
    return context.is_open(focus.order_id) and tells_invoice_title(turn)


def _fields_named(text: str) -> list[str]:
    return [field for field, words in _NAMED if re.search(words, text, re.IGNORECASE)]


def _field_named(text: str) -> str | None:
    return next(iter(_fields_named(text)), None)


def _field_question(context: Context) -> Question:
    options = [Option(field, _label(words, context), words) for field, words in FIELDS.items()]
    return Question(
        "field", "utter_question_account_field", lambda turn: _field_named(turn.text), options=options
    )


def _value_question(field: str, context: Context) -> Question:
    response = f"utter_question_new_{field}"
    if field == "language":
        options = [
            Option(code, _label(words, context), _LANGUAGE_WORDS[code]) for code, words in LANGUAGES.items()
        ]
        return Question("value", response, _read_language, options=options)
    if field == "name":
        return Question("value", response, read_text(1, NAME_LENGTH), free_text=True)
    return Question("value", response, read_entity(field), exact=True)


def _read_language(turn: Turn) -> str | None:
    said = turn.text.casefold()
    found = [
        code for code, words in _LANGUAGE_WORDS.items() if any(word.casefold() in said for word in words)
    ]
    return found[0] if len(found) == 1 else None


def _language_name(code: str, context: Context) -> str:
    return _label(LANGUAGES[code], context)


def _in_a_sentence(field: str, context: Context) -> str:
    name = _label(FIELDS[field], context)
    return name[0].lower() + name[1:]


def _label(words: tuple[str, str], context: Context) -> str:
    return words[context.language == "zh"]
