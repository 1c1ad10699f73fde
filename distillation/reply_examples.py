"""Triples, dialogues and plain text as token ids that a reply model learns from."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from distillation.augmentation import Augmentation, augmented
from distillation.languages import language_of
from distillation.reply_pointing import pointing
from distillation.reply_triples import Triple
from distillation.reply_values import Catalogue, drawn
from networks.reply_context import ReplyContext
from networks.reply_copying import NOTHING_COPIED, Copied
from networks.reply_facts import MARKERS, Marked, Names, clean, find_facts, mark, mark_reply
from networks.reply_prompt import PromptTokens
from networks.reply_sentences import SENTENCES, split_sentences

_WORDS = re.compile(r"[A-Za-z']+|[\u4e00-\u9fff]{2}")
_ANSWERS = ("policy", "product", "order")  # kinds whose replies say what the passages say


@dataclass(frozen=True)
class Example:
    """Token ids, and from where on they are to be foretold: prompt and reply, or a plain text from its first token."""

    ids: list[int]
    begin: int
    source: Copied = NOTHING_COPIED  # what the reply can copy


@dataclass(frozen=True)
class Drawing:
    """How the surroundings of a triple are drawn anew; shares from 0 to 1."""

    values: bool = True  # new facts
    markers: bool = True  # False: facts stay text, to see what markers are worth
    sentences: bool = True  # False: sentences of passages are said word by word
    distractors: float = 0.4  # triples that get passages about something else
    unknown_names: float = 0.15  # triples whose names no catalogue knows
    state: float = 0.1  # triples that get a belief state which does not matter
    slips: Augmentation = field(
        default_factory=lambda: Augmentation(slips=0.12, lower=0.15, spaces=0.02, switches=0.0, values=0.0)
    )


PLAIN = Drawing(
    values=False, distractors=0.0, unknown_names=0.0, state=0.0, slips=Augmentation(0, 0, 0, 0, 0, 0)
)


class Examples:
    """Makes examples of triples: draws values, surroundings and markers."""

    def __init__(
        self, tokens: PromptTokens, triples: Sequence[Triple], states: Sequence[ReplyContext] = ()
    ) -> None:
        self.tokens = tokens
        self.catalogue = Catalogue(triples)
        self._passages = {
            language: [t for t in triples if t.language == language and t.context.passages]
            for language in ("en", "zh")
        }
        self._states = [context for context in states if context.state]

    def context(self, triple: Triple, rng: random.Random, how: Drawing) -> tuple[Triple, Names]:
        """The triple in drawn surroundings, and the names that a catalogue knows."""
        triple = drawn(triple, self.catalogue, rng) if how.values else triple.filled()
        context, names = triple.context, triple.names()
        question = clean(context.question)
        if not find_facts(question, Names(names)):  # a slip must not hit a fact
            question = augmented(question, rng, how.slips)
        passages = list(context.passages)
        others = self._passages[triple.language]
        if others and rng.random() < how.distractors:
            for other in rng.choices(others, k=rng.choice((1, 1, 2))):
                if other.family != triple.family:
                    other = drawn(other, self.catalogue, rng) if how.values else other.filled()
                    passages.append(rng.choice(other.context.passages))
                    names += other.names()
        if how.values:
            rng.shuffle(passages)
        state = rng.choice(self._states).state if self._states and rng.random() < how.state else {}
        if how.unknown_names and rng.random() < how.unknown_names:
            names = []
        context = replace(context, question=question, passages=tuple(passages), state=state)
        return replace(triple, context=context), Names(names if how.markers else [])

    def example(self, triple: Triple, rng: random.Random, how: Drawing) -> Example | None:
        """Prompt and reply; nothing where the reply states a fact that no marker stands for."""
        triple, names = self.context(triple, rng, how)
        numbers = rng.sample(range(MARKERS), MARKERS) if how.values else list(range(MARKERS))
        places = rng.sample(range(SENTENCES), SENTENCES) if how.values else list(range(SENTENCES))
        marked = mark(triple.context, names, numbers if how.markers else [], places if how.sentences else [])
        reply, missing = mark_reply(clean(triple.reply), marked, names)
        if missing and how.markers:
            return None
        return example_of(self.tokens, marked, pointing(reply, marked, triple.kind in _ANSWERS))


def example_of(tokens: PromptTokens, marked: Marked, reply: str) -> Example:
    """A marked context and a marked reply."""
    prompt = tokens.prompt(marked.context)
    return Example(prompt + tokens.reply(reply), len(prompt), tokens.source(marked))


def lookup_example(texts: Sequence[str], tokens: PromptTokens, rng: random.Random) -> Example | None:
    """Find a sentence by some of its words among several passages and say it: what teaches a model to look and to copy.

    In the manner of pretraining by span selection (Ram et al. 2021); `texts` are of one language.
    """
    target = rng.choice(texts)
    language = language_of(target)
    sentence = rng.choice(split_sentences(target) or [target])
    words = _WORDS.findall(sentence) or [sentence]
    asked = rng.sample(words, min(len(words), rng.randint(1, 3)))
    question = (" " if language == "en" else "").join(asked)
    passages = tuple(rng.sample(list(texts), len(texts)))
    numbers, places = rng.sample(range(MARKERS), MARKERS), rng.sample(range(SENTENCES), SENTENCES)
    context = ReplyContext(language=language, question=question, passages=passages)
    marked = mark(context, Names(), numbers, places)
    reply, missing = mark_reply(sentence, marked, Names())
    if missing:
        return None
    return example_of(tokens, marked, pointing(reply, marked))
