"""A small shop on SQLite, and conversations with the dialogue as the actions have them."""

from __future__ import annotations

import functools
import itertools
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import answers
from actions.context import Context
from actions.dialogue import take_turn
from actions.follow_up import follow_up
from actions.measures import without_measures
from actions.memory import Memory, memory_from_tracker
from actions.starting import START_TASK, begins_wish
from actions.tasks import TASKS
from actions.turn import Behind, Turn
from shop.bootstrap import Shop, open_shop
from shop.domain.clock import FixedClock
from tests.actions.goods import small_shop

RESPONSES = Path(__file__).resolve().parents[2] / "data" / "responses"
NOW = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)
EMAIL = "ann@example.com"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def filled_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a filled shop, to be copied."""
    return small_shop(tmp_path_factory.mktemp("filled") / "shop.db", NOW, email=EMAIL)


@pytest.fixture
def shop(filled_shop: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Shop]:
    """Policies, three products and one order in each state, all of Ann's (see tests/actions/goods.py)."""
    shutil.copy(filled_shop, tmp_path / "shop.db")
    made = open_shop(f"sqlite:///{tmp_path}/shop.db", clock)
    yield made
    made.store.engine.dispose()


@pytest.fixture
def make_turn() -> Callable[..., Turn]:
    """Makes turns: `make_turn("blue please", color="blue")`; an entity is one value or a list of them."""
    numbers = itertools.count(1)

    def make(
        text: str,
        intent: str = "inform",
        language: str = "en",
        *,
        confidence: float = 0.95,
        is_bare: bool = False,
        conversation: str = "c-1",
        places: tuple[tuple[str, str, int], ...] = (),
        behind: Behind | None = None,
        before: tuple[str, ...] = (),
        **entities: Any,
    ) -> Turn:
        return Turn(
            conversation=conversation,
            channel="rest",
            number=next(numbers),
            text=text,
            language=language,  # type: ignore[arg-type]
            intent=intent,
            confidence=confidence,
            ranking=(intent,),
            entities={
                k: tuple(v) if isinstance(v, (list, tuple)) else (str(v),) for k, v in entities.items()
            },
            is_button=text.startswith("/"),
            is_bare=is_bare,
            places=places,
            behind=behind,
            before=before,
        )

    return make


@functools.cache
def facts_used() -> dict[str, frozenset[str]]:
    """Response → the facts that its texts have places for."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(RESPONSES.glob("*.yml")):
        for name, variations in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items():
            texts = "".join(variation.get("text", "") for variation in variations)
            found[name] = frozenset(re.findall(r"{(\w+)}", texts))
    return found


class Slots:
    """Stands where Rasa's tracker would: keeps the memory as JSON between turns."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get_slot(self, name: str) -> Any:
        return self.values.get(name)


class Conversation:
    """Says one message after the other to the dialogue, as the rules of the assistant would."""

    def __init__(self, shop: Shop, make_turn: Callable[..., Turn], language: str, name: str) -> None:
        self.shop = shop
        self.language = language
        self.name = name
        self.replies: list[dict[str, Any]] = []
        self._make_turn = make_turn
        self._slots = Slots()
        self._in_form = False

    @property
    def memory(self) -> Memory:
        return memory_from_tracker(self._slots)

    def say(self, text: str, intent: str = "inform", **more: Any) -> list[str]:
        """Sends a message; gives the names of the responses to it, whose facts are in `replies`."""
        turn = self._make_turn(text, intent, **{"language": self.language, "conversation": self.name, **more})
        context = Context(self.shop, turn, self.memory)
        context.turn = without_measures(context)
        if self._in_form or intent in TASKS:
            self._form(context)
        elif intent in answers.RESPONDERS:
            if begins_wish(context) == START_TASK:
                self._form(context)
            else:
                answers.respond(intent, context)
        else:
            if follow_up(context) == START_TASK:
                self._form(context)
        self._slots.values = json.loads(json.dumps(context.memory.slots()))
        self.replies = context.reply.messages
        for message in self.replies:
            assert message["response"] in facts_used(), f"no text for {message['response']} in data/responses"
            missing = facts_used()[message["response"]] - message.keys()
            assert not missing, f"{message['response']} lacks {missing}"
        return [message["response"] for message in self.replies]

    def press(self, payload: str) -> list[str]:
        """Presses a button that was offered: /intent{"entity": "value"}."""
        intent, brace, entities = payload[1:].partition("{")
        return self.say(payload, intent, **(json.loads(brace + entities) if brace else {}))

    def prove(self) -> None:
        """Opens the order that was asked for."""
        self.say(EMAIL, email=EMAIL, is_bare=True)

    @property
    def said(self) -> dict[str, Any]:
        """The last message with its facts."""
        return self.replies[-1]

    def _form(self, context: Context) -> None:
        self._in_form = take_turn(context) is not None


@pytest.fixture
def converse(shop: Shop, make_turn: Callable[..., Turn]) -> Callable[..., Conversation]:
    """Starts a conversation; `open_order` is one that it has proven already and is speaking of."""

    def start(language: str = "en", open_order: str | None = None, name: str = "c-1") -> Conversation:
        made = Conversation(shop, make_turn, language, name)
        if open_order:
            shop.access.grant_order(name, open_order)
            made._slots.values = {"focus": {"order_id": open_order}}
        return made

    return start
