"""A conversation file: read, checked at the door, turned into steps. Its form: docs/evaluation.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from evaluation.belief import PART, WHOLE, ExpectedState, expected_state
from evaluation.errors import FormatError
from evaluation.expectation import check_expectation
from evaluation.servers import FAILURES

# What a conversation can be about besides the intents of domain.yml.
_TOPICS = (
    "identity lock one_time_code privacy confirmation correction digression giving_up task_switch reference "
    "choice low_confidence payload card buttons language_switch mixed_script traditional outage idempotency "
    "bad_input clock fallback faq insult instruction_attack"
)
TOPICS = frozenset(_TOPICS.split())
SAYS = ("user", "press", "raw")  # the steps that send a message
ACTIONS = (*SAYS, "break", "mend", "wait")
_STEP_KEYS = frozenset({*ACTIONS, "expect", "keep", "sender", "repeat", "twice", WHOLE, PART})
_FILE_KEYS = frozenset({"name", "language", "path", "covers", "now", "steps"})
_WAIT = re.compile(r"(\d+) (second|minute|hour|day)s?")
MAX_REPEAT = 100


@dataclass(frozen=True)
class Step:
    """One thing that happens, and what is to be found afterwards.

    `action` is one of ACTIONS, or "expect" where nothing is sent. `text` is what is said, pressed, broken or
    mended, or the time to wait.
    """

    number: int
    action: str
    text: str
    expect: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, str] = field(default_factory=dict)
    sender: str = "customer"
    repeat: int = 1
    twice: str | None = None  # "after" or "at_once"
    state: ExpectedState | None = None  # the belief state after the message

    @property
    def told(self) -> str:
        """The step in one line, for people."""
        return f"{self.number}. {self.action}: {self.text}" if self.text else f"{self.number}. {self.action}"


@dataclass(frozen=True)
class Conversation:
    name: str
    file: Path
    language: str
    path: str  # happy or unhappy
    covers: tuple[str, ...]
    now: str | None
    steps: tuple[Step, ...]


def read_conversations(folder: Path, intents: frozenset[str] = frozenset()) -> list[Conversation]:
    """All conversations in the .yml files of a folder and those below it (or of one file), sorted by path.

    `intents` are further names allowed in `covers`. Raises FormatError for the first file that is wrong.
    """
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.yml"))
    if not files:
        raise FormatError(f"expected .yml conversations in {folder}, found none")
    conversations = [read_conversation(file, intents) for file in files]
    seen: dict[str, Path] = {}
    for conversation in conversations:
        if conversation.name in seen:
            other = seen[conversation.name]
            raise FormatError(f"{conversation.file}: the name {conversation.name!r} is taken by {other}")
        seen[conversation.name] = conversation.file
    return conversations


def read_conversation(file: Path, intents: frozenset[str] = frozenset()) -> Conversation:
    """One conversation. Raises FormatError naming the file, the step, what was expected and found."""
    try:
        content = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        return conversation_from(content, file, intents)
    except (YAMLError, UnicodeDecodeError) as error:
        raise FormatError(f"{file}: expected YAML in UTF-8, found: {error}") from error
    except FormatError as error:
        raise FormatError(f"{file}: {error}") from None


def conversation_from(content: Any, file: Path, intents: frozenset[str] = frozenset()) -> Conversation:
    """A conversation from parsed YAML. Raises FormatError."""
    keys = _mapping(content, "the file", _FILE_KEYS)
    steps = keys.get("steps")
    if not isinstance(steps, list) or not steps:
        raise FormatError(f"steps: expected a list of at least one step, found {_shown(steps)}")
    return Conversation(
        name=_text(keys.get("name", f"{file.parent.name}/{file.stem}"), "name"),
        file=file,
        language=_one_of(keys.get("language"), ("en", "zh"), "language"),
        path=_one_of(keys.get("path"), ("happy", "unhappy"), "path"),
        covers=_covers(keys.get("covers"), intents),
        now=_moment(keys["now"]) if "now" in keys else None,
        steps=tuple(_step(step, number) for number, step in enumerate(steps, start=1)),
    )


def _step(content: Any, number: int) -> Step:
    where = f"step {number}"
    keys = _mapping(content, where, _STEP_KEYS)
    actions = [name for name in ACTIONS if name in keys]
    if len(actions) > 1 or (not actions and "expect" not in keys):
        raise FormatError(
            f"{where}: expected one of {', '.join(ACTIONS)}, or `expect` alone; found {_shown(list(keys))}"
        )
    action = actions[0] if actions else "expect"
    if action not in SAYS:
        extra = sorted({"keep", "sender", "repeat", "twice", WHOLE, PART} & set(keys))
        if extra:
            raise FormatError(
                f"{where}: expected {', '.join(extra)} only beside {', '.join(SAYS)}, found {action}"
            )
    try:
        check_expectation(keys.get("expect", {}), replied=action in SAYS)
    except FormatError as error:
        raise FormatError(f"{where}: {error}") from None
    return Step(
        number=number,
        action=action,
        text=_said(action, keys.get(action), where),
        expect=keys.get("expect", {}),
        keep=_patterns(keys.get("keep", {}), f"{where}: keep"),
        sender=_text(keys.get("sender", "customer"), f"{where}: sender"),
        repeat=_repeat(keys.get("repeat", 1), where),
        twice=_one_of(keys["twice"], ("after", "at_once"), f"{where}: twice") if "twice" in keys else None,
        state=expected_state(keys, where),
    )


def _said(action: str, value: Any, where: str) -> str:
    if action == "expect":
        return ""
    if action in ("break", "mend"):
        return _one_of(value, FAILURES, f"{where}: {action}")
    if action == "wait":
        pause_length(_text(value, f"{where}: wait"))
        return str(value)
    if not isinstance(value, str) or (action == "press" and not value):
        raise FormatError(
            f"{where}: {action}: expected a text (a number in quotation marks), found {_shown(value)}"
        )
    return value


def pause_length(text: str) -> timedelta:
    """How long `wait` waits: "31 minutes", "2 days". Raises FormatError."""
    match = _WAIT.fullmatch(text)
    if match is None:
        raise FormatError(
            f"wait: expected a number of seconds, minutes, hours or days (`31 minutes`), found {text!r}"
        )
    return timedelta(**{f"{match.group(2)}s": int(match.group(1))})


def _covers(value: Any, intents: frozenset[str]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise FormatError(f"covers: expected a list of intents and topics, found {_shown(value)}")
    unknown = sorted(set(value) - intents - TOPICS) if intents else []
    if unknown:
        raise FormatError(
            f"covers: expected intents or {', '.join(sorted(TOPICS))}; found {', '.join(unknown)}"
        )
    return tuple(value)


def _moment(value: Any) -> str:
    moment = value if isinstance(value, datetime) else None
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            moment = None
    if moment is None or moment.tzinfo is None:
        raise FormatError(
            f"now: expected an ISO 8601 time with an offset in quotation marks, found {_shown(value)}"
        )
    return moment.isoformat()


def _patterns(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise FormatError(f"{where}: expected names with regular expressions, found {_shown(value)}")
    for name, pattern in value.items():
        try:
            re.compile(_text(pattern, f"{where}: {name}"))
        except re.error as error:
            raise FormatError(f"{where}: {name}: not a regular expression: {error}") from None
    return {str(name): pattern for name, pattern in value.items()}


def _repeat(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_REPEAT:
        raise FormatError(
            f"{where}: repeat: expected a whole number from 1 to {MAX_REPEAT}, found {_shown(value)}"
        )
    return value


def _mapping(value: Any, where: str, allowed: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(f"{where}: expected keys among {', '.join(sorted(allowed))}, found {_shown(value)}")
    unknown = sorted(str(key) for key in value if key not in allowed)
    if unknown:
        raise FormatError(
            f"{where}: expected keys among {', '.join(sorted(allowed))}; found {', '.join(unknown)}"
        )
    return value


def _one_of(value: Any, allowed: Sequence[str], where: str) -> str:
    if value not in allowed:
        raise FormatError(f"{where}: expected one of {', '.join(allowed)}, found {_shown(value)}")
    return str(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise FormatError(f"{where}: expected a text, found {_shown(value)}")
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
