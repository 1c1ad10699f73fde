"""Why the belief state is as it is: a conversation turn by turn, and each slot's history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.conversation import read_conversation
from evaluation.errors import EvaluationError, FormatError
from evaluation.models import find_model
from evaluation.player import Player
from evaluation.servers import ServerConfig, Servers

_BY_DIALOGUE = "dialogue"  # who changed a slot that no message did
_NO_BELIEF = ("language", "requested_slot")  # the other texts among Rasa's slots


@dataclass(frozen=True)
class _Change:
    """One slot revised, as told in a message's parse data, or by the dialogue's actions after it."""

    slot: str
    operation: str
    value: str | None
    confidence: float | None = None
    sure: bool = True
    said: str | None = None

    def line(self) -> str:
        value = "" if self.value is None else f" = {self.value}"
        sure = "" if self.confidence is None else f"  {self.confidence:.2f}"
        said = f"  “{self.said}”" if self.said else ""
        return (
            f"{self.operation:<9}{self.slot}{value}{sure}{said}{'' if self.sure else '  unsure: not taken'}"
        )


@dataclass
class _Turn:
    number: int
    customer: str
    assistant: list[str]
    changes: list[_Change] = field(default_factory=list)
    state: Mapping[str, str] | None = None


def explain(conversation: Path) -> str:
    """The history of the belief state in a conversation: one of the runner's files, which is played with the newest model, or
    a conversation as Rasa exports it (JSON with `events`). Raises EvaluationError.
    """
    if conversation.suffix in (".yml", ".yaml"):
        return explain_tracker(_played(conversation))
    try:
        tracker = json.loads(conversation.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FormatError(
            f"expected a conversation in {conversation}, as YAML of the runner or as JSON of Rasa's tracker, found: {error}"
        ) from error
    return explain_tracker(tracker)


def explain_tracker(tracker: Any) -> str:
    """The same for a conversation in memory. Raises FormatError."""
    events = tracker.get("events") if isinstance(tracker, Mapping) else None
    if not isinstance(events, list) or not all(isinstance(event, Mapping) for event in events):
        raise FormatError(
            "expected a conversation with `events`, as GET /conversations/ID/tracker gives it, found none"
        )
    turns = list(_turns(events))
    if not turns:
        raise FormatError("expected a conversation in which the customer has said something, found none")
    return "\n".join([*_by_turn(turns), "", *_by_slot(turns)])


def _played(file: Path) -> Mapping[str, Any]:
    conversation = read_conversation(file)
    with Servers(ServerConfig(model=find_model())) as servers:
        player = Player(servers, conversation)
        result = player.play()
        tracker = player.tracker()
    if not tracker.get("events"):
        raise EvaluationError(f"{file}: expected a conversation, found none; {'; '.join(result.findings)}")
    return tracker


def _turns(events: list[Mapping[str, Any]]) -> Iterator[_Turn]:
    """The customer's messages with what was said before each, and what each of them and the actions after it changed."""
    said: list[str] = []
    turn: _Turn | None = None
    acted = False  # Rasa's slots before the first action are filled from the message itself
    for event in events:
        kind = event.get("event")
        if kind == "bot" and event.get("text"):
            said.append(str(event["text"]))
        elif kind == "action":
            acted = True
        elif kind == "slot" and acted and turn is not None and turn.state is not None:
            change = _by_action(event, turn)
            if change is not None:
                turn.changes.append(change)
        elif kind == "user":
            if turn is not None:
                yield turn
            belief = (event.get("parse_data") or {}).get("belief_state")
            number = 1 if turn is None else turn.number + 1
            turn = _Turn(number, str(event.get("text") or ""), said)
            if isinstance(belief, Mapping):
                turn.changes = [_told(change) for change in belief.get("changes") or ()]
                turn.state = belief.get("values") or {}
            said, acted = [], False
    if turn is not None:
        yield turn


def _told(change: Mapping[str, Any]) -> _Change:
    return _Change(
        str(change.get("slot")), str(change.get("operation")), change.get("value"),
        float(change.get("confidence") or 0.0), bool(change.get("sure")), change.get("said"),
    )  # fmt: skip


def _by_action(event: Mapping[str, Any], turn: _Turn) -> _Change | None:
    """A slot of the state that an action empties (its task is over) or fills (its task goes on)."""
    name, value = str(event.get("name")), event.get("value")
    was = (turn.state or {}).get(name)
    if value is None and was is not None:
        return _Change(name, "emptied", None, said=f"{_BY_DIALOGUE}: was {was}")
    if isinstance(value, str) and was != value and name not in _NO_BELIEF:
        return _Change(name, "restored", value, said=_BY_DIALOGUE)
    return None


def _by_turn(turns: list[_Turn]) -> Iterator[str]:
    for turn in turns:
        yield f"turn {turn.number}"
        for line in turn.assistant:
            yield f"  < {' / '.join(line.splitlines())}"
        yield f"  > {turn.customer}"
        for change in turn.changes:
            yield f"    {change.line()}"
        if turn.state is None:
            yield "    (not read as words: a button, or a model without a state tracker)"
        else:
            held = ", ".join(f"{slot} = {value}" for slot, value in turn.state.items())
            yield f"    state    {held or '(empty)'}"


def _by_slot(turns: list[_Turn]) -> Iterator[str]:
    names = dict.fromkeys(change.slot for turn in turns for change in turn.changes)
    yield "slots" if names else "no slot was ever changed"
    for name in names:
        yield f"  {name}"
        for turn in turns:
            for change in turn.changes:
                if change.slot == name:
                    yield f"    turn {turn.number}: {change.line()}"
