"""What is said in jest: a tease is no complaint, and nobody is called for it."""

from __future__ import annotations

import re

_JEST = re.compile(
    r"\b(?:lol|lmao|rofl|ha(?:ha)+|hehe|jk|j/k|just (?:kidding|joking)|only joking|kidding)\b|哈哈|呵呵|开玩笑|逗你|[😂🤣😜😉]",
    re.IGNORECASE,
)


def is_jest(text: str) -> bool:
    """Whether the message says of itself that it is not meant in earnest."""
    return bool(_JEST.search(text))
