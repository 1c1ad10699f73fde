"""What BM25 counts: words of Latin script in the singular, and single characters and pairs of Chinese."""

from __future__ import annotations

import re

from shop.domain.words import FUNCTION_WORDS, han_characters, han_pairs, latin_words, normal

# Words of questions themselves: every passage could hold them, none is about them.
_ASKING = frozenset(
    """
    can could do doe did have has had how i if be been am was were what when where which who whose why will
    would shall should may might there any some please get want need tell know hi hello hey thank
    yes so then than just also about im ive its dont ill
    """.split()  # noqa: SIM905
)
_STOP = FUNCTION_WORDS | _ASKING
# Characters that hold Chinese sentences together; a pair of them says nothing.
_GLUE = frozenset(
    "的了吗呢吧啊呀我你您他她它是在有没不么哪什怎这那能可要想把被给帮请为还都就也啥咋谁们个一会以到多少"
)

_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,60}>")  # "<b>quick</b>" says one word


def tokens(text: str) -> list[str]:
    """The words of a text in either language, or in both, normalised; in order, with repetitions."""
    plain = normal(_MARKUP.sub(" ", text))
    latin = [word for word in latin_words(plain) if word not in _STOP]
    pairs = [pair for pair in han_pairs(plain) if not _GLUE.issuperset(pair)]
    single = [character for character in han_characters(plain) if character not in _GLUE]
    return [*latin, *pairs, *single]
