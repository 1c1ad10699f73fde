"""Questions about the shop's rules, asked of the running assistant: fresh, and in the middle of a return. How many get their text?"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.chat import Chat
from evaluation.servers import Servers
from evaluation.table import table
from retrieval.measure import Question, read_questions
from shop.bootstrap import open_shop

TOLD, ASKED, OTHER = "told", "only asked", "other"
FRESH, IN_RETURN = "fresh", "in a return"
# How a return begins; nothing is proven yet, so the form waits for that.
RETURN = {"en": "I want to return ORD-1042", "zh": "我要退货 ORD-1042"}
_HEAD = 40  # characters by which a text is known; a long one is cut into messages on some channels


@dataclass(frozen=True)
class Asked:
    """One question, where it was asked, and what came of it."""

    question: Question
    where: str
    outcome: str
    reply: str


def draw(files: Iterable[Path], topics: Path, count: int, seed: int) -> list[Question]:
    """`count` questions of each language whose answers are known, the same for the same seed; all where there are fewer."""
    known = list(read_questions(files, topics))
    chosen = []
    for language in ("en", "zh"):
        own = [question for question in known if question.language == language]
        chosen += random.Random(seed).sample(own, min(count, len(own)))
    return chosen


def answers_of(url: str) -> dict[tuple[str, str], str]:
    """Topic (`faq:express`, `policy:warranty`) and language → the shop's text."""
    texts = open_shop(url).texts
    found = {(f"faq:{each.topic}", each.language): each.text for each in texts.faqs()}
    return found | {(f"policy:{each.topic}", each.language): each.text for each in texts.policies()}


def ask_all(servers: Servers, questions: Sequence[Question]) -> list[Asked]:
    """Asks each in conversations of its own."""
    answers, chat = answers_of(servers.shop.url), servers.chat()
    return [_ask(chat, question, where, answers) for where in (FRESH, IN_RETURN) for question in questions]


def _ask(chat: Chat, question: Question, where: str, answers: Mapping[tuple[str, str], str]) -> Asked:
    sender = f"asked-{uuid.uuid4().hex[:12]}"
    if where == IN_RETURN:
        chat.send(sender, RETURN[question.language])
    reply = chat.send(sender, question.text)
    texts = [answers.get((topic, question.language), "") for topic in question.topics]
    return Asked(question, where, outcome(reply.text, len(reply.messages), texts), reply.text)


def outcome(reply: str, messages: int, answers: Iterable[str]) -> str:
    """`told`: one of the answers is said; `only asked`: a single question came back; `other`: anything else."""
    if any(text and text[:_HEAD] in reply for text in answers):
        return TOLD
    is_question = messages == 1 and reply.rstrip().endswith(("?", "？", "1234.", "1234。"))
    return ASKED if is_question else OTHER


def figures(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """Language and place → outcome → share of its questions."""
    counts: dict[str, Counter[str]] = {}
    for each in asked:
        counts.setdefault(f"{each.question.language} {each.where}", Counter()).update([each.outcome])
    return {
        key: {name: round(count[name] / count.total(), 3) for name in (TOLD, ASKED, OTHER)}
        for key, count in sorted(counts.items())
    }


def report_text(asked: Sequence[Asked]) -> str:
    """The figures for people."""
    rows = [(key, *(f"{share:.0%}" for share in shares.values())) for key, shares in figures(asked).items()]
    return table(["", TOLD, ASKED, OTHER], rows)
