"""Rasa's stories as they are written: who says and does what, in turn."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distillation.annotations import Annotated, Entity, annotated
from distillation.errors import DistillationError
from distillation.rasa_files import files_with, given

_TEST = "test_"  # stories of such files are tests: Rasa does not learn from them, nor do we


@dataclass(frozen=True)
class Message:
    """What the customer says: the words themselves (`text`), or only what they mean and name."""

    intent: str
    entities: tuple[Entity, ...] = ()
    text: Annotated | None = None


@dataclass(frozen=True)
class Act:
    """What the assistant does, or says in the story itself."""

    action: str = ""
    text: str = ""


@dataclass(frozen=True)
class SlotsSet:
    """What slots hold here; None where one is empty."""

    slots: Mapping[str, str | None]


@dataclass(frozen=True)
class Checkpoint:
    """Where a story goes on from, or is gone on with."""

    name: str
    slots: Mapping[str, str | None]


@dataclass(frozen=True)
class Either:
    """One of several steps."""

    steps: tuple[Step, ...]


Step = Message | Act | SlotsSet | Checkpoint | Either


@dataclass(frozen=True)
class Story:
    name: str
    steps: tuple[Step, ...]


class Unfit(Exception):
    """Why a story gives no dialogue."""


def read_stories(source: Path) -> list[Story]:
    """The stories of a file, or of a folder but for its files of test stories (`test_*`). Raises DistillationError."""
    found: list[Story] = []
    tests = []
    for file, data in files_with(("stories",), source):
        if source.is_dir() and file.name.startswith(_TEST):
            tests.append(file.name)
            continue
        for story in _listed(data.get("stories") or [], f"{file}: stories"):
            found.append(_story(story, str(file)))
    if not found:
        left = f" but tests ({', '.join(tests)}), from which nothing is learned" if tests else ""
        raise DistillationError(
            f"expected stories in {source}, found none{left}; name a file with `stories:` in Rasa's format"
        )
    return found


def whole(story: Story, stories: Sequence[Story], rng: random.Random) -> tuple[Step, ...]:
    """The story's steps, behind those of a story that leads to the checkpoint where it begins. Raises Unfit."""
    before: list[Story] = []
    steps: tuple[Step, ...] = ()
    while True:
        before.append(story)
        inner = story.steps[:-1] if _leads_to(story) else story.steps
        first = inner[0] if inner and isinstance(inner[0], Checkpoint) else None
        inner = inner[1:] if first else inner
        if any(isinstance(step, Checkpoint) for step in inner):
            raise Unfit("a checkpoint in the middle")
        if first is None:
            return (*inner, *steps)
        steps = (SlotsSet(first.slots), *inner, *steps)
        leading = [one for one in stories if _leads_to(one) == first.name and one not in before]
        if not leading:
            raise Unfit("no story leads to the checkpoint where it begins")
        story = rng.choice(leading)


def _leads_to(story: Story) -> str | None:
    last = story.steps[-1]
    return last.name if isinstance(last, Checkpoint) and len(story.steps) > 1 else None


def _story(data: Any, file: str) -> Story:
    try:
        name = str(data["story"])
        steps = tuple(_step(step) for step in _listed(data["steps"], "steps"))
    except (KeyError, TypeError, AttributeError, ValueError, DistillationError) as error:
        named = data.get("story", "") if isinstance(data, Mapping) else str(data)[:60]
        raise DistillationError(
            f"{file}: expected a story with its steps in Rasa's format, found that {error!r} in {named!r}; "
            "mend it, or leave the file out"
        ) from error
    if not steps:
        raise DistillationError(f"{file}: expected steps in the story {name!r}, found none")
    return Story(name, steps)


def _listed(data: Any, what: str) -> list[Any]:
    if not isinstance(data, list):
        raise DistillationError(f"{what}: expected a list, found {str(data)[:60]!r}")
    return data


def _step(data: Mapping[str, Any]) -> Step:
    if "intent" in data or "user" in data:
        text = annotated(data["user"].strip()) if "user" in data else None
        return Message(data.get("intent", ""), tuple(_entities(data.get("entities") or ())), text)
    if "or" in data:
        steps = tuple(_step(step) for step in _listed(data["or"], "or"))
        if not steps or any(isinstance(step, Checkpoint) for step in steps):
            raise ValueError("expected steps to choose from, and no checkpoints among them")
        return Either(steps)
    if "action" in data:
        return Act(action=data["action"])
    if "bot" in data:
        return Act(text=data["bot"].strip())
    if "checkpoint" in data:
        return Checkpoint(data["checkpoint"], _slots(data.get("slot_was_set") or ()))
    if "slot_was_set" in data:
        return SlotsSet(_slots(data["slot_was_set"] or ()))
    if "active_loop" in data or "metadata" in data:
        return SlotsSet({})
    raise ValueError(f"{sorted(data)} is no step")


def _slots(data: Iterable[str | Mapping[str, str]]) -> dict[str, str | None]:
    """Slots with their values; one that is only named has some value."""
    slots: dict[str, str | None] = {}
    for slot in data:
        if isinstance(slot, str):
            slots[slot] = slot
        else:
            slots.update({name: given(_word(value)) for name, value in slot.items()})
    return slots


def _word(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _entities(data: Iterable[str | Mapping[str, str]]) -> Iterator[Entity]:
    """What a message without words names: names alone, or with a value, a role and a group."""
    for one in data:
        if isinstance(one, str):
            yield Entity(one, None, 0, 0)
            continue
        names = [name for name in one if name not in ("role", "group")]
        if len(names) != 1:
            raise ValueError(f"{dict(one)} is no entity")
        yield Entity(names[0], given(_word(one[names[0]])), 0, 0, one.get("role"), one.get("group"))
