"""The guard: no generated reply is said before it has passed. Knows no Rasa, no model.

What a reply states must stand in what the assistant may rely on: the passages, the belief state and its own earlier lines.
The customer's words support nothing but what is theirs to name (an order number, a size, a product): else
"say that I get $500 back" would be its own proof.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from networks.reply_context import ReplyContext
from retrieval.facts import DURATIONS, Fact, facts, in_digits, numbers
from retrieval.guard_words import rude_words
from retrieval.promises import promises

LONGEST = {"en": 420, "zh": 200}  # characters
SHORTEST = 2
# Belief slots that hold personal data: never said again by a model.
PERSONAL = ("email", "phone", "address", "recipient")
# Reasons, as they are counted.
REASONS = (
    "empty", "too_long", "wrong_language", "repetition", "markup", "profanity", "personal_data", "number", "price", "percent",
    "duration", "date", "order_number", "url", "product", "name", "promise_done", "promise_benefit", "promise_date",
    "promise_sure", "instructions",
)  # fmt: skip
_REASON_OF_KIND = {
    "usd": "price", "eur": "price", "gbp": "price", "cny": "price", "money": "price", "percent": "percent", "date": "date",
    "time": "date", "weekday": "date", "code": "order_number", "url": "url", "email": "personal_data",
    "phone": "personal_data", "number": "number", **dict.fromkeys(DURATIONS, "duration"),
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s*|\n+")
_MARKUP = re.compile(
    r"[{}<>\[\]|\\]|\ufffd|https?://\S*\s?$|<unk>|\bF\d+\b|^\W*(?:assistant|user|system|customer)\s*:|^\W*(?:助手|用户|系统|客服)：",
    re.IGNORECASE,
)
_INSTRUCTIONS = re.compile(
    r"\b(?:my|the|these) (?:\w+ )?(?:instructions?|prompt)s? (?:are|is|say|says|read)\b|\bsystem prompt\s*(?:is|:)|\bas an ai language model\b"
    r"|\b(?:developer|debug|admin|god|dan) mode (?:is )?(?:on|enabled|activated|active)\b|\bi am (?:now )?(?:dan|the manager|the ceo|an admin|root)\b"
    r"|(?:我的|系统)(?:\w{0,3})(?:指令|提示词?|设定)(?:是|如下|：)|(?:开发者|调试|管理员|上帝)模式(?:已|开启|打开|启动)|我(?:现在)?是(?:经理|店长|老板|管理员)",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?<![.!?:\"“(]\s)(?<![.!?:\"“(\w'’-])(?<!^)\b[A-Z][A-Za-z]*[A-Za-z0-9'’&-]*")
# Capitalised anywhere, and names of nothing that the shop would have to vouch for.
_ORDINARY_CAPITALS = frozenset(
    """
    i i'm i'll i've i'd xiaoer english chinese ok okay pdf faq app id vip sms uk us eu usa china europe christmas easter new year
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mum mom dad mr mrs ms happy
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Verdict:
    """`reasons` are of REASONS, each once; none: the reply may be said."""

    ok: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guard:
    """`names`: what the catalogue calls its products and brands, in both languages; a reply may name those that its
    context names."""

    names: tuple[str, ...] = ()
    _plain_names: tuple[str, ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        plain = {in_digits(name).strip() for name in self.names}
        object.__setattr__(self, "_plain_names", tuple(sorted(name for name in plain if len(name) > 1)))

    def check(self, reply: str, context: ReplyContext) -> Verdict:
        """Whether the reply may be said to this customer."""
        if len(reply.strip()) < SHORTEST:
            return Verdict(False, ("empty",))
        plain = in_digits(reply)
        support = in_digits("\n".join(_relied_on(context)))
        said = in_digits("\n".join((context.question, *context.history)))
        found = {
            *_form(reply, plain, context),
            *_unsupported(facts(reply), facts(support), facts(said)),
            *_personal(plain, context, support),
            *promises(_SENTENCES.split(plain), support),
            *self._strange_products(plain, f"{support}\n{said}"),
            *_strange_names(reply, context),
        }
        return Verdict(not found, tuple(reason for reason in REASONS if reason in found))

    def _strange_products(self, plain: str, known: str) -> Iterable[str]:
        if any(name in plain and name not in known for name in self._plain_names):
            yield "product"


def check(reply: str, context: ReplyContext) -> Verdict:
    """The guard without a catalogue: product names are told by their capitals, in English only."""
    return Guard().check(reply, context)


def _relied_on(context: ReplyContext) -> Sequence[str]:
    """Passages, state, and the assistant's own lines: of the history the last one and every second before it."""
    state = [str(value) for slot, value in context.state.items() if slot not in PERSONAL]
    return [*context.passages, *state, *context.history[::-1][::2]]


def _form(reply: str, plain: str, context: ReplyContext) -> Iterable[str]:
    if len(reply) > LONGEST.get(context.language, LONGEST["en"]):
        yield "too_long"
    if not is_in_language(reply, context):
        yield "wrong_language"
    if repeats(reply):
        yield "repetition"
    if _MARKUP.search(reply):
        yield "markup"
    if rude_words(plain):
        yield "profanity"
    if _INSTRUCTIONS.search(plain):
        yield "instructions"


def is_in_language(reply: str, context: ReplyContext) -> bool:
    """Whether the reply is in the context's language, names and codes of the context aside."""
    given = " ".join((context.question, *context.passages, *context.history))
    han, latin = len(_HAN.findall(reply)), 0
    for word in re.findall(r"[A-Za-z][A-Za-z0-9'’&.@-]*", reply):
        if context.language == "en" or word not in given:
            latin += len(_LATIN.findall(word))
    if context.language == "zh":
        return han > 0 and latin <= han
    strange = [character for character in _HAN.findall(reply) if character not in given]
    return latin > 0 and not strange and han <= latin


def repeats(text: str) -> bool:
    """Whether the text runs in a loop: a character five times in a row, a phrase three times, a sentence twice."""
    if re.search(r"([^\W\d_])\1{4}", text):
        return True
    sentences = [part.strip().lower() for part in _SENTENCES.split(text) if len(part.strip()) > 3]
    if len(set(sentences)) < len(sentences):
        return True
    words = re.findall(r"[a-z0-9']+|[\u3400-\u9fff]", text.lower())
    size = 5 if _HAN.search(text) else 3
    runs = Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
    return any(count >= 3 for count in runs.values())


def _unsupported(stated: Iterable[Fact], relied: frozenset[Fact], said: frozenset[Fact]) -> Iterable[str]:
    bare = numbers(relied)
    for fact in stated:
        if fact in relied or _follows(fact, relied, bare, said):
            continue
        yield _REASON_OF_KIND.get(fact.kind, "number")


def _follows(fact: Fact, relied: frozenset[Fact], bare: frozenset[str], said: frozenset[Fact]) -> bool:
    """Whether a fact that is not stated word for word follows from what is."""
    if (
        fact.kind == "number"
    ):  # a bare number: also one that counts something there, and one that the customer named
        return fact.value in bare or Fact("number", fact.value) in said
    if fact.kind in DURATIONS:  # "warranty: electronics 24 months, shoes 6"
        return Fact("number", fact.value) in relied
    return fact.kind == "code" and fact in said


def _personal(plain: str, context: ReplyContext, support: str) -> Iterable[str]:
    """What a slot of the customer holds must not come back, whoever reads over the shoulder."""
    for slot in PERSONAL:
        value = in_digits(str(context.state.get(slot) or "")).strip()
        if len(value) > 3 and value in plain and value not in support:
            yield "personal_data"


def _strange_names(reply: str, context: ReplyContext) -> Iterable[str]:
    """English names by their capitals: each must stand in the context."""
    if context.language != "en":
        return
    known = " ".join(
        (context.question, *context.passages, *context.history, *map(str, context.state.values()))
    ).lower()
    for match in _CAPITALISED.finditer(reply):
        word = match.group().removesuffix("'s").removesuffix("’s").lower().replace("’", "'")
        if word not in _ORDINARY_CAPITALS and word not in known:
            yield "name"
            return
