"""What an annotated message of a story means for the belief state, and whether it may be learned at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from distillation.annotations import Annotated, Entity
from distillation.held_out import digests
from distillation.rasa_domain import Domain
from distillation.rasa_stories import Unfit
from distillation.state_corpus import Dialogue, Exchange
from distillation.state_rows import Row, rows_of
from networks.belief_state import SET, BeliefState, Change
from networks.gazetteer import Gazetteer
from networks.state_input import USER
from networks.state_schema import Schema, Slot
from networks.state_values import canonical, mentions, same

FIRST_DAY = date(2025, 1, 1)  # of the year in which the dialogues are held: "tomorrow" needs a today


@dataclass(frozen=True)
class Annotations:
    """How annotations are read: `synonyms` give values to words, and messages whose digests are `held_out` are not learned."""

    schema: Schema
    domain: Domain
    synonyms: Mapping[str, str]
    held_out: Collection[str]

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.schema)

    def named(self, entities: Iterable[Entity]) -> list[tuple[str, Entity]]:
        """The schema's slots that the entities fill, from left to right."""
        return [
            (slot, entity)
            for entity in entities
            for slot in self.domain.slots_of(entity)
            if slot in self.schema.by_name
        ]

    def meant(self, entity: Entity, text: str) -> str:
        """What the entity says in the text, by its own value, a synonym, or its words."""
        said = text[entity.start : entity.end]
        return entity.value or self.synonyms.get(said.casefold(), said)

    def value(self, slot: str, words: str, day: date) -> str:
        """The words as the slot writes its values."""
        return canonical_value(self.schema.by_name[slot], words, day, self.schema.dontcare)

    def exchange(self, message: Annotated, so_far: Dialogue, state: BeliefState, system: str) -> Exchange:
        """The turn with the state after it. Raises Unfit where the words are held out, or say something else than their annotations."""
        if digests([message.text])[0] in self.held_out:
            raise Unfit("a message that is held out")
        day, values = so_far.day or FIRST_DAY, dict[str, str]()
        for slot, entity in self.named(message.entities):
            value = self.value(slot, self.meant(entity, message.text), day)
            if values.setdefault(slot, value) != value:
                raise Unfit("two values of one slot in a message")
        changes = [Change(slot, SET, value, 1.0) for slot, value in values.items()]
        exchange = Exchange(system, message.text, dict(state.revised(changes, self.schema).values))
        row = rows_of(Dialogue("", (*so_far.exchanges, exchange), day), self.schema)[-1]
        if row.unread:
            raise Unfit("a value that cannot be read in the words")
        if self._says_more(message, row, day):
            raise Unfit("words that say more than is annotated")
        return exchange

    def _says_more(self, message: Annotated, row: Row, day: date) -> bool:
        """Whether a value is recognised where nothing is annotated, such as Duckling's dates, which no NLU example marks."""
        covered = [(entity.start, entity.end) for entity in message.entities]
        covered += [(span.start, span.end) for span in row.spans if span.part == USER]

        def free(start: int, end: int) -> bool:
            return all(end <= first or last <= start for first, last in covered)

        for _, slot in self.schema.exact:  # a bare number may be anything
            if slot.kind != "number" and any(free(m.start, m.end) for m in mentions(slot, message.text, day)):
                return True
        for term in self._gazetteer.recognized(message.text, day):
            for at, known in term.meanings if free(term.start, term.end) else ():
                slot = self.schema.slots[at]
                value = None if known is None else self.schema.classes[known][1]
                # A closed set without a lexicon may hold "yes", and be in every message.
                if (slot.kind != "closed" or slot.terms) and (
                    value is None or row.after.get(slot.name) != value
                ):
                    return True
        return False


def canonical_value(slot: Slot, words: str, day: date, dontcare: str) -> str:
    """An entity's value as the slot writes its values; as it is where the slot has no such value."""
    if words == dontcare:
        return dontcare
    for value in slot.values:
        if same(slot, value, words) or same(slot, value.replace("_", " "), words):
            return value
    if slot.kind == "closed":
        meant = {
            value for value, terms in slot.terms.items() if any(same(slot, term, words) for term in terms)
        }
        return meant.pop() if len(meant) == 1 else words
    if slot.exact:
        found = {mention.value for mention in mentions(slot, words, day)}
        return found.pop() if len(found) == 1 else words
    return canonical(slot, words) or words
