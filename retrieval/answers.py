"""The resorts of a message that no rule answers, in their order: refuse, quote, generate; else there is none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from networks.reply_context import ReplyContext
from retrieval.guard import Guard, Verdict
from retrieval.index import Found
from retrieval.manners import is_attack, is_insult
from retrieval.passages import Passage

_TALK_WORDS = 0.15  # what a word in common counts beside the similarity; measured, see docs/log.md
# refused: the message tries to change the rules; calm: it insults; none: nothing could be said, the rules go on.
Resort = Literal["refused", "quoted", "generated", "calm", "none"]


class Generator(Protocol):
    """What writes replies; see networks/reply.py. Safe to share between threads."""

    def reply(self, context: ReplyContext, deadline: float) -> str | None:
        """The best complete sentences by `deadline` (seconds on time.monotonic()), or None; "" where it has nothing to say."""


@dataclass(frozen=True)
class Quotes:
    """From when on a passage answers by itself. Raises ValueError for thresholds outside 0 to 1.

    Measured on the corpus (`python -m retrieval`): of the questions of which the answer is known a third is quoted one, nine
    times in ten the right one. What the shop says in conversation has thresholds of its own, for similarity and a part of
    the words together: one where the student takes the message for conversation, and one where it doubts.
    """

    similarity: float = 0.75  # cosine of the question and the nearest wording of what the passage answers
    words: float = 0.2  # share of the question's words, by weight, that the passage has
    talk: float = 0.72
    doubtful_talk: float = 0.82

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 <= value <= 1:
                raise ValueError(f"{name}: expected 0 to 1, found {value!r}")

    def may_quote(self, found: Found, is_talk: bool = False) -> bool:
        """Only answers to questions and talk are quoted: a policy's paragraph or a product's facts seldom are one sentence's answer.

        `is_talk`: whether the student takes the message for conversation.
        """
        if found.passage.kind == "talk":
            near = found.similarity + _TALK_WORDS * found.words
            return near >= (self.talk if is_talk else self.doubtful_talk)
        return (
            found.passage.kind == "faq" and found.similarity >= self.similarity and found.words >= self.words
        )

    def chosen(self, found: Sequence[Found], is_talk: bool = False) -> Found | None:
        """What is quoted of all that was found, the best first: talk only where no text of the shop is more alike."""
        fact = next((each for each in found if each.passage.kind != "talk"), None)
        talk = next((each for each in found if each.passage.kind == "talk"), None)
        if fact is not None and talk is not None and fact.similarity >= talk.similarity:
            talk = None
        if talk is not None and self.may_quote(talk, is_talk):
            return talk
        return fact if fact is not None and self.may_quote(fact) else None


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
) -> Answer:
    """Goes through the resorts. `context` has the passages of `found`, without the talk. Never raises for what a generator does."""
    began = time.monotonic()
    if is_attack(context.question):
        return Answer("refused", took_s=time.monotonic() - began)
    insult = is_insult(context.question)
    quoted = None if insult else quotes.chosen(found, is_talk)
    if quoted is not None:
        return Answer("quoted", _reply_of(quoted.passage, context.history), took_s=time.monotonic() - began)
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
