"""What a Rasa domain says of a dialogue: the assistant's words, and which entity fills which slot."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distillation.annotations import Entity
from distillation.errors import DistillationError
from distillation.languages import language_of
from distillation.rasa_files import files_with, given

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

Filler = tuple[str, str | None, str | None]  # an entity's name, role and group


@dataclass(frozen=True)
class Response:
    """One wording of a response, and the values that slots must have for it."""

    text: str
    needs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Domain:
    """Responses by name, and the slots that an entity fills."""

    responses: Mapping[str, Sequence[Response]] = field(default_factory=dict)
    filled: Mapping[Filler, Sequence[str]] = field(default_factory=dict)

    def slots_of(self, entity: Entity) -> Sequence[str]:
        """The slots that an entity fills; without a mapping that says so, the one of its name."""
        return self.filled.get((entity.name, entity.role, entity.group), (entity.name,))

    def words_of(
        self, action: str, values: Mapping[str, str], language: str | None, rng: random.Random
    ) -> str:
        """One wording of a response, in the language where it has such; "" for any other action.

        A wording with a placeholder that no slot fills is none: what stood there is not known.
        """
        fitting = [
            text
            for response in self.responses.get(action, ())
            if all(values.get(slot, value) == value for slot, value in response.needs.items())
            and (text := _filled(response.text, values)) is not None
        ]
        spoken = [text for text in fitting if language_of(text) == language] or fitting
        return rng.choice(spoken) if spoken else ""


def read_domain(sources: Iterable[Path]) -> Domain:
    """The domain of these files and folders together. Raises DistillationError."""
    responses: dict[str, list[Response]] = defaultdict(list)
    filled: dict[Filler, list[str]] = defaultdict(list)
    for source in sources:
        found = False
        for file, data in files_with(("responses", "slots"), source):
            found = True
            try:
                for name, wordings in _entries(data, "responses"):
                    responses[name] += [_response(wording) for wording in wordings if "text" in wording]
                for slot, entry in _entries(data, "slots"):
                    for filler in _fillers(entry):
                        filled[filler].append(slot)
            except (AttributeError, TypeError, KeyError) as error:
                raise DistillationError(
                    f"{file}: expected responses and slots in Rasa's format, found {error!r}"
                ) from error
        if not found:
            raise DistillationError(
                f"expected responses or slots in {source}, found none; name the domain's file or folder"
            )
    return Domain(responses, filled)


def _entries(data: Mapping[str, Any], key: str) -> Iterable[tuple[str, Any]]:
    entries: Mapping[str, Any] = data.get(key) or {}
    return entries.items()


def _response(wording: Mapping[str, Any]) -> Response:
    needs = {one["name"]: one["value"] for one in wording.get("condition") or ()}
    return Response(wording["text"].strip(), needs)


def _fillers(entry: Mapping[str, Any]) -> Iterator[Filler]:
    for mapping in entry.get("mappings") or ():
        if mapping["type"] == "from_entity":
            yield mapping["entity"], given(mapping.get("role")), given(mapping.get("group"))


def _filled(text: str, values: Mapping[str, str]) -> str | None:
    """The wording with the slots' values in their places, or None where one has none."""
    if any(name not in values for name in _PLACEHOLDER.findall(text)):
        return None
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
