"""The resorts of a message that no rule answers, in their order: refuse, quote, generate; else there is none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from networks.reply_context import ReplyContext
from retrieval.guard import Guard, Verdict
from retrieval.index import Found
from retrieval.manners import is_attack, is_certain_attack, is_insult
from retrieval.passages import Passage

_WORDS = 0.3  # what all words in common count beside the similarity; measured, see docs/log.md
_NEAREST = 2.0
_MEANT_TOO = 0.1  # the probability from which on a second answer is said, too
# quoted_two: two answers, of which one is likely meant; refused: the message tries to change the rules; calm: it insults; none:
# nothing could be said, the rules go on.
Resort = Literal["refused", "quoted", "quoted_two", "generated", "calm", "none"]


class Generator(Protocol):
    """What writes replies; see networks/reply.py. Safe to share between threads."""

    def reply(self, context: ReplyContext, deadline: float) -> str | None:
        """The best complete sentences by `deadline` (seconds on time.monotonic()), or None; "" where it has nothing to say."""


@dataclass(frozen=True)
class Quotes:
    """From when on a passage answers by itself. Raises ValueError for thresholds outside 0 to 2.

    `answer`, `talk` and `doubtful_talk` are compared with `nearness`. Measured on the corpus (`python -m retrieval`, docs/log.md): of
    the questions of which the answer is known three in four are quoted one or two, nine times in ten the right one among them.
    """

    answer: float = 0.8  # of a frequent question
    alike: float = 0.65  # its similarity at least: a few words thrown together have many an answer's words, and ask nothing
    sure: float = 0.7  # how probable it must be to be quoted alone: neighbours answer different questions
    either: float = 0.6  # how probable it must be, together with the next one, for both to be quoted
    talk: float = 0.86  # of what the shop says in conversation, where the student takes the message for that
    doubtful_talk: float = 0.95  # and where it does not

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 <= value <= _NEAREST:
                raise ValueError(f"{name}: expected 0 to {_NEAREST:g}, found {value!r}")

    def chosen(self, found: Sequence[Found], is_talk: bool = False) -> tuple[Found, ...]:
        """What is quoted of all that was found, at most two: talk only where no text of the shop is more alike, and alone.

        Only answers to questions and talk are quoted: a policy's paragraph or a product's facts seldom are one sentence's answer.
        `is_talk`: whether the student takes the message for conversation.
        """
        nearest = max(found, key=lambda each: each.similarity, default=None)
        if nearest is None or nearest.passage.kind != "talk":
            return self._answering(found, is_talk)
        is_near = nearness(nearest) >= (self.talk if is_talk else self.doubtful_talk)
        return (nearest,) if is_near else self._answering(found, is_talk)

    def _answering(self, found: Sequence[Found], is_talk: bool) -> tuple[Found, ...]:
        """The likeliest answer where it is near; with the next one where only both together are likely enough."""
        answers = [each for each in found if each.passage.kind == "faq"]
        likely = sorted(answers, key=lambda each: each.probability, reverse=True)[:2]
        if not likely or nearness(likely[0]) < self.answer or likely[0].similarity < self.alike:
            return ()
        if likely[0].probability >= self.sure:
            return (likely[0],)
        if is_talk or len(likely) < 2 or likely[1].probability < _MEANT_TOO:
            return ()
        return tuple(likely) if sum(each.probability for each in likely) >= self.either else ()


def nearness(found: Found) -> float:
    """The similarity, and a part for the words in common."""
    return found.similarity + _WORDS * found.words


@dataclass(frozen=True)
class Answer:
    """What came of one question; `text` where there is one to say, `reasons` why a generated one was not said."""

    resort: Resort
    text: str = ""
    reasons: tuple[str, ...] = ()
    failure: str = ""  # no_generator, too_late, nothing_fits, error: why nothing was generated
    took_s: float = 0.0


def answer(
    context: ReplyContext,
    found: Sequence[Found],
    generator: Generator | None,
    guard: Guard,
    quotes: Quotes,
    deadline_s: float,
    is_talk: bool = False,
    is_sure: bool = False,
) -> Answer:
    """Goes through the resorts. `context` has the passages of `found`, without the talk. Never raises for what a generator does.

    `is_sure`: the message is known to ask for one of the shop's rules ("what are your rules for returns?"); then only a certain attack is one.
    """
    began = time.monotonic()
    if is_certain_attack(context.question) or (not is_sure and is_attack(context.question)):
        return Answer("refused", took_s=time.monotonic() - began)
    insult = is_insult(context.question)
    quoted = () if insult else quotes.chosen(found, is_talk)
    if len(quoted) > 1:
        return Answer("quoted_two", _both_of(quoted), took_s=time.monotonic() - began)
    if quoted:
        return Answer(
            "quoted", _reply_of(quoted[0].passage, context.history), took_s=time.monotonic() - began
        )
    made = draft(context, generator, guard, began + deadline_s)
    text = made.text if made.verdict.ok else ""
    resort: Resort = "generated" if text else "calm" if insult else "none"
    failure = made.failure or ("" if made.verdict.ok else "guard")
    return Answer(resort, text, made.verdict.reasons, failure, time.monotonic() - began)


def _reply_of(passage: Passage, history: Sequence[str]) -> str:
    """An answer as it is; of the replies of talk the first that was not said in the lines before."""
    if passage.kind != "talk":
        return passage.text
    replies = passage.text.splitlines()
    return next((reply for reply in replies if not any(reply in line for line in history)), replies[0])


def _both_of(quoted: Sequence[Found]) -> str:
    """Answers below one another, each behind the question that it answers."""
    lines = [" ".join((*each.passage.questions[:1], each.passage.text)) for each in quoted]
    return "\n".join(f"• {line}" for line in lines)


@dataclass(frozen=True)
class Draft:
    """What a generator wrote, and the guard's verdict on it; an empty text never passes, and `failure` says why there is none."""

    text: str = ""
    verdict: Verdict = Verdict(False)  # noqa: RUF009  frozen
    failure: str = ""  # no_generator, too_late, nothing_fits, error: …


def draft(context: ReplyContext, generator: Generator | None, guard: Guard, deadline: float) -> Draft:
    """A generated reply with its verdict, for whoever decides what becomes of it. Never raises for what a generator does."""
    if generator is None:
        return Draft(failure="no_generator")
    try:
        text = generator.reply(context, deadline)
    except Exception as error:  # a library's, whatever it is: the customer still gets an answer
        return Draft(failure=f"error: {type(error).__name__}")
    if not text:
        return Draft(failure="too_late" if text is None else "nothing_fits")
    return Draft(text.strip(), guard.check(text.strip(), context))
