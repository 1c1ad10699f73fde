"""What a task can ask, and how the answer is read out of any wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from actions.reply import Button, payload
from actions.turn import Turn

POSITIONS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
MIN_LABEL_MATCH = 80  # rapidfuzz partial ratio, 0 to 100; below it a label counts as not said
_SHORTEST_SLIP = 4  # Latin letters from which a word may be a slip of a label's
MAX_BUTTONS = 12

SKIP = "skip"  # the answer to a question that may be left open
_SKIP = re.compile(
    r"\W*(?:skip(?: (?:it|this|that))?|no(?:pe| thanks?| thank you)?|none|nothing|(?:i |we )?(?:don'?t|do not) have (?:one|any|it)|haven'?t got (?:one|any)|there(?:'?s| is) none|no (?:text|words|comment|tax (?:id|number))|"
    r"跳过|跳過|不写了?|不寫了?|不评了?|不填了?|不用(?:写|填)?了?|没有?|沒有|[没沒]有?(?:税号|稅號|统编|統編)|没什么(?:说的|好说的)?|没了|无|算了不写了)"
    r"(?:[吧了哦呢啊谢]|please|thanks)*\W*",
    re.IGNORECASE,
)

# Messages with these intents are answers or small talk, never a new task.
DIALOGUE_INTENTS = frozenset({"affirm", "deny", "inform", "thank", "greet", "nlu_fallback"})


@dataclass(frozen=True)
class Option:
    """One of several answers offered as buttons. `words` are further ways to say it."""

    value: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """Something a task needs to know.

    `read` gets the turn and returns the value said, or None. `kin` are intents that a message may have and still
    be the answer ("they are too small" sounds like an exchange, and answers "why?" all the same).
    """

    name: str
    response: str
    read: Callable[[Turn], Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    options: Sequence[Option] = ()
    extra_buttons: Sequence[Button] = ()
    kin: frozenset[str] = frozenset()
    exact: bool = False  # an answer cannot be mistaken for anything else (an e-mail address, a code)
    free_text: bool = False  # any sentence may be the answer

    def buttons(self) -> list[Button]:
        offered = [Button(o.label, payload("inform", choice=o.value)) for o in self.options[:MAX_BUTTONS]]
        return [*offered, *self.extra_buttons]

    def told(self) -> dict[str, Any]:
        """The facts of the response; `options` lists the choices for those who see no buttons."""
        lines = [f"{n}. {option.label}" for n, option in enumerate(self.options[:MAX_BUTTONS], start=1)]
        return {"options": "\n".join(lines), **self.facts}

    def answer(self, turn: Turn) -> Any:
        """The value that the message gives to this question, or None."""
        if turn.is_button and turn.intent not in ("inform", "affirm", "deny"):
            return None
        if turn.first(self.name) in [option.value for option in self.options]:
            return turn.first(self.name)  # understood as this very value, whatever label it sounds like
        chosen = choose(self.options, turn) if self.options else None
        return chosen if chosen is not None else self.read(turn)


def choose(options: Sequence[Option], turn: Turn) -> str | None:
    """Which of the offered options the customer means: by button, position, number or name."""
    values = [option.value for option in options]
    if turn.first("choice") in values:
        return turn.first("choice")
    said = turn.text.strip().casefold()
    exact = [option.value for option in options if said in (option.label.casefold(), option.value.casefold())]
    if len(exact) == 1:
        return exact[0]  # before positions: of the sizes 5 to 9, "6" is no place in the list
    position = _position(turn, len(options))
    if position is not None:
        return values[position]
    return _by_label(options, turn.text)


def _position(turn: Turn, count: int) -> int | None:
    reference = turn.first("order_ref")
    if reference in POSITIONS and POSITIONS[reference] < count:
        return POSITIONS[reference]
    if reference == "last" and count:
        return count - 1
    if reference == "latest" and count:
        return 0  # lists stand newest first
    number = re.fullmatch(
        r"[^\w-]*(?:no\.?|number|option|第)?\s*([1-9])\s*(?:个|项|号|单)?\W*", turn.text, re.IGNORECASE
    )
    if number and int(number.group(1)) <= count:
        return int(number.group(1)) - 1
    return None


def _by_label(options: Sequence[Option], text: str) -> str | None:
    said = _POINTER.sub("", _NO_FAULT.sub(" ", text.casefold()))
    scored = []
    for option in options:
        names = [option.label, *option.words]
        scored.append((max(_match(name.casefold(), said) for name in names if name), option.value))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < MIN_LABEL_MATCH:
        return None
    if len(scored) > 1 and scored[1][0] == scored[0][0]:
        return None  # two fit equally well: ask again rather than guess
    return scored[0][1]


# A fault that is denied is none of the faults offered: 质量没问题.
_NO_FAULT = re.compile(
    r"[^，,。；;\s]{0,4}没有?(?:什么|啥)?(?:质量)?(?:问题|毛病)|\bno (?:quality )?(?:problems?|issues?|faults?|defects?)\b(?: with \w+)?|\bnothing(?:'s| is)? wrong\b(?: with \w+)?",
    re.IGNORECASE,
)
# "The … one", 茉莉的那款: the words around a name.
_POINTER = re.compile(
    r"^\W*(?:the )(?=\w)|^\W*(?:那就|就是?|还是)(?=[\u4e00-\u9fff]{2})| ones?\W*$|(?:的|那|这|[个個款种種件]|吧|啦)+\W*$"
)


def _match(name: str, said: str) -> float:
    if re.fullmatch(r"[\x00-\x7f]{1,3}", name):  # sizes and the like match as a word or not at all
        whole = re.search(rf"(?<![a-z0-9.'’-]){re.escape(name)}(?![a-z0-9]|\.\d)", said)
        return 100.0 + len(name) if whole else 0.0
    if name in said:
        return 100.0 + len(name)  # the longest name said in full wins
    if len(said) < 2 or len(name) < 2 or (len(said) < _SHORTEST_SLIP and said.isascii()):
        return 0.0  # "yes" is nearly the end of "shoes"
    return fuzz.partial_ratio(name, said) if len(said) <= 2 * len(name) + 20 else 0.0


def read_entity(*names: str) -> Callable[[Turn], Any]:
    """Reads the first value said for any of the entities."""

    def read(turn: Turn) -> Any:
        for name in names:
            if turn.first(name) is not None:
                return turn.first(name)
        return None

    return read


def read_text(least: int, most: int) -> Callable[[Turn], Any]:
    """Reads the whole message as the answer where its length in characters fits."""

    def read(turn: Turn) -> Any:
        text = " ".join(turn.text.split())
        return text if least <= len(text) <= most and not turn.is_button else None

    return read


def read_skip(turn: Turn) -> str | None:
    """SKIP where the customer leaves the question open, by button or in words."""
    return SKIP if turn.first("choice") == SKIP or _SKIP.fullmatch(turn.text) else None


def read_quantity(turn: Turn) -> int | None:
    """A whole number of at least 1, said as a quantity or as a bare number."""
    said = turn.first("quantity") or next(iter(re.findall(r"^\D{0,12}(\d{1,4})\D{0,8}$", turn.text)), None)
    if said is None or re.search(r"-\s*\d", turn.text):
        return None
    try:
        number = int(float(said))
    except ValueError:
        return None
    return number if number >= 1 else None
