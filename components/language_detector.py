"""Which of the two languages a message is in, if it is in one at all."""

from __future__ import annotations

import re
from typing import Any, Literal

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from values.addresses import without_addresses
from values.language_wish import wished_language
from values.writing import pieces, simplify

Language = Literal["en", "zh"]

LANGUAGE = "language"  # the key in a message's parse data

# Words that people write in both languages: they say nothing about the language.
_OF_NO_LANGUAGE = frozenset(
    """
    ok okay okey vip sku app sms id qq pc tv usb wifi wechat weixin alipay paypal visa mastercard unionpay jcb
    apple amex klarna jd taobao tmall sf ems dhl ups usps fedex tnt gls ord prd rma exc ref inv tkt cus cpn
    xs xl xxl xxxl usd eur gbp cny rmb iphone ipad macbook android ios email mail www com http https
    """.split()  # noqa: SIM905
)

_ENGLISH_GLUE = frozenset(
    """
    a an the i me my mine you your it its this that these those is are am was were be been do does
    did don't doesn't didn't have has had can could will would should what where when who why how
    which to of for on in at by with from and or but not no yes if i'm it's i've i'd there they we
    us our she he her his please thanks thank get got want need about any some
    """.split()  # noqa: SIM905
)

# Characters that hold Chinese sentences together; none of them is common in product names.
_CHINESE_GLUE = frozenset("的了吗呢吧啊呀我你您他她是在有没不么哪什怎这那能可要想把被给帮请为还都就也啥咋谁")

_TITLE_CASE = re.compile(r"[A-Z][a-z’'\-]+$")


def detect_language(text: str) -> Language | None:
    """The language of `text`; None where it has none of its own (numbers, codes, e-mail, emoji, names, addresses, "OK").

    Other languages than the two count by their script: Latin as English, Han as Chinese; the rest as none.
    In a mixed message the language is the one of the words that hold the sentence together ("order ORD-1042
    到哪了" is Chinese, "what does 价保 mean" English), else the one that there is more of, where a Latin word
    counts as two Han characters. "Please answer in Chinese" is Chinese: so is what is said to it.
    """
    wished = wished_language(text)
    if wished is not None:
        return wished
    found = pieces(simplify(without_addresses(text)))
    han = "".join(piece.text for piece in found if piece.kind == "han")
    words = [piece.text for piece in found if piece.kind == "word" and _counts(piece.text)]
    if not han:
        return None if not words or _is_a_name(words) else "en"
    if not words or _is_a_name(words):
        return "zh"
    english_glue = any(word.lower().replace("’", "'") in _ENGLISH_GLUE for word in words)
    chinese_glue = any(character in _CHINESE_GLUE for character in han)
    if english_glue != chinese_glue:
        return "en" if english_glue else "zh"
    return "en" if 2 * len(words) > len(han) else "zh"


def _counts(word: str) -> bool:
    """A word of a language, not a code, a size or a name known in both."""
    if any(character.isdigit() for character in word):
        return False
    lowered = word.lower()
    return (len(word) > 1 or lowered in _ENGLISH_GLUE) and not _OF_NO_LANGUAGE.intersection(
        lowered.split("-")
    )


def _is_a_name(words: list[str]) -> bool:
    """Two to four capitalised words without any glue ("Emma Schmidt"): no sign of the language spoken."""
    return (
        2 <= len(words) <= 4
        and all(_TITLE_CASE.match(word) for word in words)
        and not any(word.lower() in _ENGLISH_GLUE for word in words)
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageDetector(GraphComponent):
    """Puts the message's language into its parse data, as `language`: "en", "zh" or nothing.

    Button payloads carry none: Rasa's RegexMessageHandler, which runs after the pipeline, makes a new message
    of their text alone. So they leave the conversation's language as it is, as a button should.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """Creates the component; there is nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the output property `language` on every message."""
        for message in messages:
            message.set(LANGUAGE, detect_language(message.get(TEXT) or ""), add_to_output=True)
        return messages
