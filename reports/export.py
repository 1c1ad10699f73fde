"""Misunderstood messages as training examples, for a person to label: JSON lines, or Rasa's nlu.yml."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from reports.misunderstood import Group

UNKNOWN = "nlu_fallback"  # the meaning of a message for which there is not even a guess
HEADER = (
    "# Messages that the assistant did not understand. The intents are its guesses: put each example where it belongs,\n"
    "# or delete it, before it goes into data/nlu.\n"
)
# What Rasa would read as an entity or a command in an example.
_MARKUP = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")"})


def export(groups: Sequence[Group], file: Path) -> int:
    """Writes the messages, by the file's ending: .jsonl, or .yml for Rasa; gives their number.

    Raises ValueError for another ending, OSError where it cannot be written.
    """
    writers = {".jsonl": _json_lines, ".yml": _rasa, ".yaml": _rasa}
    if file.suffix not in writers:
        raise ValueError(
            f"--export: expected a file ending in .jsonl or .yml, found {file.suffix or 'none'!r}"
        )
    text = writers[file.suffix](groups)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return sum(len(group.messages) for group in groups)


def _json_lines(groups: Sequence[Group]) -> str:
    rows = [
        {
            "text": message.text,
            "intent": message.guess,
            "language": message.language,
            "count": message.count,
            "reasons": list(message.reasons),
            "group": number,
        }
        for number, group in enumerate(groups, 1)
        for message in group.messages
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _rasa(groups: Sequence[Group]) -> str:
    examples: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        for message in group.messages:
            examples[message.guess or group.guess or UNKNOWN].append(_example(message.text))
    lines = [HEADER + 'version: "3.1"', "", "nlu:" if examples else "nlu: []"]
    for intent, texts in sorted(examples.items()):
        # JSON's text is YAML's, too: an intent's name can break nothing. A block keeps each example as it is.
        lines += [
            f"- intent: {json.dumps(intent)}",
            "  examples: |",
            *(f"    - {text}" for text in texts),
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def _example(text: str) -> str:
    """One line, without what Rasa would take for its own marks."""
    visible = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(visible.translate(_MARKUP).lstrip("/ ").split())
