"""Text that a reply model reads before it learns to reply: dialogues of the project's own, and any unlabelled text."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from distillation.languages import LANGUAGES, language_of
from distillation.reply_examples import Example, example_of, lookup_example
from networks.reply_context import ReplyContext
from networks.reply_facts import MARKERS, Names, clean, mark, mark_reply
from networks.reply_prompt import CHINESE, ENGLISH, QUESTION, PromptTokens

_MOST_PLAIN = 48  # tokens of a text
_TOGETHER = (2, 5)  # texts that make a passage


def read_dialogues(files: Sequence[Path]) -> list[tuple[ReplyContext, str]]:
    """Contexts and the assistant's next line, of {"turns": [{"system", "user", "state"}]} lines."""
    found = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            turns = json.loads(line)["turns"]
            said: list[str] = []
            for turn, following in pairwise(turns):
                said += [turn["system"]] if turn["system"] else []
                context = ReplyContext(
                    language=language_of(following["system"]), question=turn["user"], history=tuple(said[-4:]),
                    state=turn["state"],
                )  # fmt: skip
                found.append((context, following["system"]))
                said.append(turn["user"])
    return found


class Reading:
    """What is read in one epoch: plain texts, sentences to be found in passages, and dialogues."""

    def __init__(
        self,
        tokens: PromptTokens,
        texts: Sequence[str],
        passages: Sequence[str],
        dialogues: Sequence[tuple[ReplyContext, str]],
    ) -> None:
        self._tokens, self._dialogues = tokens, dialogues
        usable = [clean(text) for text in texts if 8 <= len(text) <= 300]
        self._texts = {lang: [text for text in usable if language_of(text) == lang] for lang in LANGUAGES}
        self._passages = {
            lang: [clean(text) for text in passages if language_of(text) == lang] for lang in LANGUAGES
        }

    def drawn(self, count: int, rng: random.Random) -> list[Example]:
        """So many examples, half of them sentences to be found."""
        found: list[Example] = []
        while len(found) < count:
            language = rng.choice(LANGUAGES)
            kind = rng.random()
            if kind < 0.25 and self._texts[language]:
                found.append(self._plain(rng.choice(self._texts[language]), language))
            elif kind < 0.5 and self._dialogues:
                found += self._dialogue(*rng.choice(self._dialogues), rng)
            else:
                looked = lookup_example(self._documents(language, rng), self._tokens, rng)
                found += [looked] if looked is not None else []
        return found[:count]

    def _plain(self, text: str, language: str) -> Example:
        ids = self._tokens.ids
        start = [ids[CHINESE if language == "zh" else ENGLISH], ids[QUESTION]]
        return Example([*start, *self._tokens.reply(text)[:_MOST_PLAIN]], len(start))

    def _dialogue(self, context: ReplyContext, reply: str, rng: random.Random) -> list[Example]:
        marked = mark(context, Names(), rng.sample(range(MARKERS), MARKERS))
        said, missing = mark_reply(clean(reply), marked, Names())
        if missing:
            return []
        return [example_of(self._tokens, marked, said)]

    def _documents(self, language: str, rng: random.Random) -> list[str]:
        """One to three passages: real ones, or texts put together."""
        documents = []
        for _ in range(rng.choice((1, 2, 2, 3))):
            if self._passages[language] and (rng.random() < 0.5 or not self._texts[language]):
                documents.append(rng.choice(self._passages[language]))
            else:
                parts = rng.choices(self._texts[language], k=rng.randint(*_TOGETHER))
                ends = [
                    text if text[-1] in ".!?。！？" else text + ("。" if language == "zh" else ".")
                    for text in parts
                ]
                documents.append(("" if language == "zh" else " ").join(ends)[:240])
        return documents


def own_texts(home: Path) -> list[str]:
    """The project's own text in both languages, for the vocabulary: responses, NLU examples, policies, goods and corpora."""
    texts: list[str] = []
    folders = (
        ("data/nlu", "*.yml"), ("data/responses", "*.yml"), ("shop/seed/policies", "*.yml"),
        ("shop/seed/catalogue", "*.psv"), ("data/corpora", "*.jsonl"),
    )  # fmt: skip
    for folder, pattern in folders:
        for file in sorted((home / folder).rglob(pattern)):
            for line in file.read_text(encoding="utf-8").splitlines():
                text = line.strip().removeprefix("- ")
                texts.append(" ".join(_strings(json.loads(line))) if file.suffix == ".jsonl" else text)
    return texts


def _strings(value: object) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return []
