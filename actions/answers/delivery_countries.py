"""Whether the shop delivers to a country that is asked about: as its own text about deliveries says."""

from __future__ import annotations

import re

from actions.context import Context
from values.countries import EUROPEAN_UNION, named_country, names_country

_UNION = re.compile(r"\bEU\b|European Union|欧盟")
_FROM = re.compile(r"(?:\b(?:from|out of|made in|produced in)(?: the)?|[从由]|产自|来自)\s*$", re.IGNORECASE)
_HERE = ("国内",)
_SHORT = 3  # letters of UK, USA, UAE


_TOO = re.compile(
    r"(?:\W|\b(?:and|what about|how about|or|then|ok|to|in|the)\b|那|去|寄?到?|送?到?|如果|要是|换成)*(?P<place>[^呢吗啊?？!！。.]{2,24}?)(?:的话|呢|吗|啊|可以|也行|也可以|行|\W|\b(?:then|too|as well|please)\b)*",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"\b(?:ship|deliver|send|post|shipping|delivery|courier|express)\w*|\b(?:get|take|arrive|come) (?:it |there )?(?:to|in)\b|[寄送]|配送|发货|快递|运费|邮费|几天|包邮",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\bhow (?:long|soon|many days|fast)\b|\bwhen\b|几天|多久|什么时候|时效", re.IGNORECASE
)
_LONGEST_TOO = 30  # characters


def says_where_too(context: Context) -> bool:
    """ "And Germany?", 那德国呢, right after a question about delivery to somewhere else."""
    turn = context.turn
    if (
        turn.is_button
        or len(turn.text) > _LONGEST_TOO
        or not turn.before
        or not _SENDS.search(turn.before[-1])
    ):
        return False
    found, said = named_country(turn.text), _TOO.fullmatch(turn.text)
    if found is None or said is None or context.memory.task is not None:
        return False
    if said.group("place").strip().casefold() not in (found[1].casefold(), f"the {found[1].casefold()}"):
        return False
    text = context.shop.policies.text("delivery_options", context.language)
    says_where("delivery_options", text, context)
    period = period_for(found[0], context) if _HOW_LONG.search(turn.before[-1]) else ""
    if period:
        context.reply.say("utter_policy", text=period)
    return True


def says_where(topic: str, text: str, context: Context) -> None:
    """Says a no to a country that the shop's `text` does not name, and a yes to one that it does where it is asked for that."""
    found = None if context.turn.is_button else named_country(context.turn.text)
    if found is None:
        return
    country, name = found
    if _FROM.search(context.turn.text[: context.turn.text.find(name)]) or name in _HERE:
        return
    told = name.upper() if len(name) <= _SHORT else name.title()
    if names_country(text, country) or (country in EUROPEAN_UNION and _UNION.search(text)):
        if topic == "delivery_options":
            context.reply.say("utter_delivers_there", country=told)
    else:
        context.reply.say("utter_delivers_not_there", country=told)


# How the shop's text on delivery times names where an order goes.
_PLACES = {
    "CN": ("Mainland China", "中国大陆"),
    "GB": ("United Kingdom", "英国"),
    "US": ("United States", "美国"),
}
_ELSEWHERE = ("European Union", "欧盟")


def period_for(country: str, context: Context) -> str:
    """The line of the shop's text on delivery times that is for this country; empty where there is none."""
    if country not in _PLACES and country not in EUROPEAN_UNION:
        return ""
    name = _PLACES.get(country, _ELSEWHERE)[context.language == "zh"]
    lines = context.shop.policies.text("delivery_period", context.language).splitlines()
    return next((line.strip(" •") for line in lines if line.strip(" •").startswith(name)), "")
