"""Dialogues made of Rasa's stories, which are learned beside the written ones.

Where a story has the customer's words, they are taken; where it has an intent, a message of that intent is drawn from the NLU examples
that names the same slots. What the annotations name is the state. A dialogue of whose state anything is doubtful is left out: it would
teach something wrong.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from distillation.annotations import Annotated, annotated
from distillation.corpora import families, nlu_blocks
from distillation.errors import DistillationError
from distillation.held_out import digests, parted
from distillation.languages import language_of
from distillation.rasa_domain import Domain
from distillation.rasa_stories import Act, Either, Message, SlotsSet, Step, Story, Unfit, whole
from distillation.state_corpus import Dialogue, Exchange, customers_words
from distillation.state_rows import followed
from distillation.story_annotations import FIRST_DAY, Annotations
from networks.belief_state import BeliefState
from networks.state_schema import Schema

DRAWS = 3  # dialogues that are drawn of a story; those that come out alike count once
_TRIES = 50  # examples that are looked at for one message
_RESTART = "action_restart"


@dataclass(frozen=True)
class Examples:
    """Annotated messages by intent, and the values that Rasa's synonyms give to words."""

    messages: Mapping[str, Sequence[Annotated]] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StorySources:
    """Stories, and what is needed to make dialogues of them."""

    stories: Sequence[Story]
    examples: Examples = field(default_factory=Examples)
    domain: Domain = field(default_factory=Domain)


@dataclass
class Made:
    """Dialogues, of how many stories they are, and why stories gave none or only their beginnings."""

    dialogues: list[Dialogue] = field(default_factory=list)
    stories: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    cut_short: Counter[str] = field(default_factory=Counter)
    resembling: int = 0  # dialogues that resemble a held-out one as a whole

    def report(self) -> str:
        """What became of the stories, in a line."""
        parts = [f"stories: {self.stories} gave {len(self.dialogues)} dialogues"]
        for what, reasons in (("left out", self.left_out), ("cut short", self.cut_short)):
            if reasons:
                why = ", ".join(f"{reason}: {count}" for reason, count in reasons.most_common())
                parts.append(f"{what} {sum(reasons.values())} ({why})")
        if self.resembling:
            parts.append(f"dialogues left out since they resemble a held-out one: {self.resembling}")
        return "; ".join(parts)


def read_examples(sources: Iterable[Path]) -> Examples:
    """The annotated examples and the synonyms of Rasa NLU files and folders. Raises DistillationError."""
    messages: dict[str, list[Annotated]] = defaultdict(list)
    synonyms: dict[str, str] = {}
    for source in sources:
        for block, lines in nlu_blocks(source):
            if "synonym" in block:
                synonyms.update({line.casefold(): str(block["synonym"]) for line in lines})
                continue
            try:
                messages[str(block["intent"])] += map(annotated, lines)
            except ValueError as error:
                raise DistillationError(f"{source}, intent {block['intent']}: {error}") from error
    return Examples(messages, synonyms)


def dialogues_of(
    sources: StorySources,
    schema: Schema,
    apart: Sequence[Dialogue] = (),
    held_out: Collection[str] = (),
    seed: int = 0,
) -> Made:
    """Dialogues to learn from; the same seed makes the same ones.

    None has a message of the dialogues `apart` or one whose digest is among the `held_out`, or resembles one of the former as a whole.
    """
    theirs = digests(exchange.user for dialogue in apart for exchange in dialogue.exchanges)
    teller = _Teller(sources, schema, frozenset({*held_out, *theirs}))
    made = Made()
    for story in sources.stories:
        told: dict[object, tuple[Dialogue, str | None]] = {}
        unfit: list[str] = []
        for number in range(DRAWS):
            try:
                dialogue, cut = teller.told(story, random.Random(f"{seed} {number} {story.name}"))
            except Unfit as reason:
                unfit.append(str(reason))
            else:
                told.setdefault(_words(dialogue), (dialogue, cut))
        made.dialogues += [dialogue for dialogue, _ in told.values()]
        made.stories += bool(told)
        made.left_out.update(unfit[:1] if not told else ())
        made.cut_short.update([cut for _, cut in told.values() if cut][:1])
    return _unlike(made, apart, teller.held_out)


def _words(dialogue: Dialogue) -> tuple[tuple[str, str], ...]:
    return tuple((exchange.system, exchange.user) for exchange in dialogue.exchanges)


def _unlike(made: Made, apart: Sequence[Dialogue], held_out: Collection[str]) -> Made:
    """Without the dialogues that resemble one of those `apart`, and each of the same words once."""
    once: dict[object, Dialogue] = {}
    for dialogue in made.dialogues:
        once.setdefault(_words(dialogue), dialogue)
    fresh = [one for one in once.values() if digests([customers_words(one)])[0] not in held_out]
    if fresh and apart:
        family = families([customers_words(dialogue) for dialogue in (*apart, *fresh)])
        theirs = np.isin(family[len(apart) :], family[: len(apart)])
        fresh = [dialogue for dialogue, like in zip(fresh, theirs, strict=True) if not like]
    made.resembling = len(once) - len(fresh)
    made.dialogues = fresh
    return made


@dataclass(frozen=True)
class _Teller:
    """Makes one dialogue of a story."""

    sources: StorySources
    schema: Schema
    held_out: frozenset[str]  # digests of messages and of whole dialogues

    @cached_property
    def annotations(self) -> Annotations:
        """How the messages are read."""
        synonyms = self.sources.examples.synonyms
        return Annotations(self.schema, self.sources.domain, synonyms, self.held_out)

    @cached_property
    def examples(self) -> Mapping[str, Sequence[Annotated]]:
        """Those that may be drawn: not what an earlier student was chosen by, nor what resembles it."""
        pairs = [(intent, one) for intent, some in self.sources.examples.messages.items() for one in some]
        left = parted([one.text for _, one in pairs], self.held_out)
        kept: dict[str, list[Annotated]] = defaultdict(list)
        for row in range(len(pairs)) if left is None else left[0]:
            kept[pairs[row][0]].append(pairs[row][1])
        return kept

    def told(self, story: Story, rng: random.Random) -> tuple[Dialogue, str | None]:
        """A dialogue of the story, and why it ends before the story does, if so. Raises Unfit."""
        dialogue = Dialogue(f"story {story.name}", (), FIRST_DAY + timedelta(days=rng.randrange(365)))
        exchanges: list[Exchange] = []
        state, words, cut = BeliefState(), list[str](), None
        for step in whole(story, self.sources.stories, rng):
            step = _chosen(step, rng)
            if isinstance(step, Message):
                so_far = Dialogue(dialogue.name, tuple(exchanges), dialogue.day)
                exchange = self._exchange(step, so_far, state, "\n".join(filter(None, words)), rng)
                if exchange is None:
                    cut = "no words for a message, see --texts"
                    break
                exchanges.append(exchange)
                state, words = followed(state, exchange.state, self.schema), []
            elif isinstance(step, Act):
                if step.action == _RESTART:
                    break
                words.append(step.text or self._says(step.action, exchanges, state, rng))
            elif isinstance(step, SlotsSet) and self._contradicted(step, state):
                # The message before may have said it in words that nothing annotates.
                exchanges, cut = exchanges[:-1], "a slot that no message sets"
                break
        if not exchanges:
            raise Unfit(cut or "no message of the customer")
        return Dialogue(dialogue.name, tuple(exchanges), dialogue.day), cut

    def _says(
        self, action: str, exchanges: Sequence[Exchange], state: BeliefState, rng: random.Random
    ) -> str:
        language = language_of(exchanges[0].user) if exchanges else None
        return self.sources.domain.words_of(action, state.values, language, rng)

    def _contradicted(self, step: SlotsSet, state: BeliefState) -> bool:
        """Whether a slot is empty that has a value in the story, or the other way round."""
        return any(
            slot in self.schema.by_name and (value is None) == (slot in state.values)
            for slot, value in step.slots.items()
        )

    def _exchange(
        self, message: Message, so_far: Dialogue, state: BeliefState, system: str, rng: random.Random
    ) -> Exchange | None:
        """The story's own words, or an example's that fits; None where there are none. Raises Unfit where the own ones do not do."""
        if message.text is not None:
            payload = message.text.text.startswith("/")
            return None if payload else self.annotations.exchange(message.text, so_far, state, system)
        for example in self._candidates(message, so_far, rng)[:_TRIES]:
            with suppress(Unfit):
                return self.annotations.exchange(example, so_far, state, system)
        return None

    def _candidates(self, message: Message, so_far: Dialogue, rng: random.Random) -> list[Annotated]:
        """Examples of the intent that name the same slots, in random order; the dialogue's language and the story's values first."""
        read, day = self.annotations, so_far.day or FIRST_DAY
        wanted = {
            slot: entity.value and read.value(slot, entity.value, day)
            for slot, entity in read.named(message.entities)
        }
        language = language_of(so_far.exchanges[0].user) if so_far.exchanges else None

        def strangeness(example: Annotated) -> tuple[bool, int]:
            others = sum(
                wanted[slot] != read.value(slot, read.meant(entity, example.text), day)
                for slot, entity in read.named(example.entities)
                if wanted[slot]
            )
            return language is not None and language_of(example.text) != language, others

        # Retrieval intents: a story may name faq or faq/ask_name.
        names = [n for n in self.examples if n == message.intent or n.startswith(message.intent + "/")]
        fitting = [
            example
            for name in names
            for example in self.examples[name]
            if {slot for slot, _ in read.named(example.entities)} == wanted.keys()
        ]
        return sorted(rng.sample(fitting, len(fitting)), key=strangeness)


def _chosen(step: Step, rng: random.Random) -> Step:
    while isinstance(step, Either):
        step = rng.choice(step.steps)
    return step
