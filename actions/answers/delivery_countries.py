"""Whether the shop delivers to a country that is asked about: as its own text about deliveries says."""

from __future__ import annotations

import re

from actions.context import Context
from values.countries import EUROPEAN_UNION, named_country, names_country

_UNION = re.compile(r"\bEU\b|European Union|欧盟")
_FROM = re.compile(r"(?:\b(?:from|out of|made in|produced in)(?: the)?|[从由]|产自|来自)\s*$", re.IGNORECASE)
_HERE = ("国内",)
_SHORT = 3  # letters of UK, USA, UAE


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
