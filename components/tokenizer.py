"""Tokens for two languages in one message: Latin words and codes, runs of Han characters, symbols."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from components.writing import Piece, pieces, simplify

_DIGIT = re.compile(r"\d")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ScriptTokenizer(Tokenizer):
    """Splits at white space and at script borders, with exact offsets.

    A token's `lemma` is what featurizers read: lower case, simplified characters, every digit a 0 and every
    e-mail address an "@", so that what was learned on one order number holds for all.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The options every Rasa tokenizer has; this one adds none."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute. An empty text gives one empty token, for featurizers need at least one."""
        text = message.get(attribute)
        tokens = [Token(piece.text, piece.start, piece.end, lemma=_lemma(piece)) for piece in pieces(text)]
        return tokens or [Token(text, 0)]


def _lemma(piece: Piece) -> str:
    if piece.kind == "email":
        return "@"
    return _DIGIT.sub("0", simplify(piece.text).lower().replace("’", "'"))
