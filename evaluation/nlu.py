"""How well the trained model knows intents, on text that it never saw."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation import intent_metrics as metrics
from evaluation.errors import FormatError
from evaluation.intent_metrics import Row, accuracy_and_f1, confusions, intent_table, share
from evaluation.reply_language import reply_language
from evaluation.table import table

UNSURE = "nlu_fallback"


@dataclass(frozen=True)
class Example:
    text: str
    intent: str

    @property
    def language(self) -> str:
        return reply_language(self.text) or "en"


@dataclass(frozen=True)
class Guess:
    """`best` is the likeliest intent; `unsure` says whether the assistant would ask back instead."""

    best: str
    unsure: bool


def read_examples(files: Iterable[Path]) -> list[Example]:
    """The {"text", "intent"} lines of JSONL files. Raises FormatError naming file and line."""
    examples = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                examples.append(Example(str(record["text"]), str(record["intent"])))
            except (ValueError, KeyError, TypeError) as error:
                raise FormatError(
                    f'{file}, line {number}: expected {{"text": …, "intent": …}}, found {line[:80]!r}'
                ) from error
    if not examples:
        raise FormatError("expected at least one example, found none; give JSONL files with --test")
    return examples


def guess_all(model: Path, texts: Sequence[str]) -> list[Guess]:
    """What the model takes each text for, in an empty conversation."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)  # else every parsed message is printed between the results
    agent = Agent.load(str(model))

    async def parse() -> list[Guess]:
        return [_guess(await agent.parse_message(text)) for text in texts]

    return asyncio.run(parse())


def _guess(parsed: Mapping[str, Any]) -> Guess:
    name = parsed["intent"].get("name") or UNSURE
    ranking = [entry["name"] for entry in parsed.get("intent_ranking") or [] if entry["name"] != UNSURE]
    return Guess(best=ranking[0] if ranking else name, unsure=name == UNSURE)


def scores(pairs: Sequence[tuple[str, Guess]]) -> dict[str, Any]:
    """Figures for (true intent, guess) pairs. Shares are from 0 to 1.

    `accuracy` and `macro_f1` look at the likeliest intent, sure or not; `asked_back` is the share of unsure
    guesses and `sure_and_wrong` that of guesses on which the assistant would act wrongly.
    """
    rows = [
        Row("", true, metrics.Guess(guess.best, 0.0, 0.0, rejected=guess.unsure)) for true, guess in pairs
    ]
    intents = intent_table(rows)
    return {
        "examples": len(rows),
        **accuracy_and_f1(rows, intents),
        "asked_back": share(sum(row.guess.rejected for row in rows), len(rows)),
        "sure_and_wrong": share(sum(not row.guess.rejected and not row.correct for row in rows), len(rows)),
        "intents": intents,
        "confusions": confusions(rows),
    }


def by_language(examples: Sequence[Example], guesses: Sequence[Guess]) -> dict[str, dict[str, Any]]:
    """The scores of each language by itself."""
    groups: dict[str, list[tuple[str, Guess]]] = defaultdict(list)
    for example, guess in zip(examples, guesses, strict=True):
        groups[example.language].append((example.intent, guess))
    return {language: scores(groups[language]) for language in sorted(groups)}


def report(results: Mapping[str, Mapping[str, Any]]) -> str:
    """The scores for people: percent, the weakest intents first."""
    overall = [
        (
            language,
            r["examples"],
            *(100 * r[k] for k in ("accuracy", "macro_f1", "asked_back", "sure_and_wrong")),
        )
        for language, r in results.items()
    ]
    parts = [table(["language", "examples", "accuracy", "macro-F1", "asked back", "sure and wrong"], overall)]
    for language, result in results.items():
        rows = sorted(result["intents"].items(), key=lambda item: item[1]["f1"])
        parts.append(
            table(
                [f"intent ({language})", "examples", "precision", "recall", "F1"],
                [
                    (name, r["examples"], 100 * r["precision"], 100 * r["recall"], 100 * r["f1"])
                    for name, r in rows
                ],
            )
        )
        parts.append(
            table(
                [f"true intent ({language})", "taken for", "times"],
                [(c["intent"], c["taken_for"], c["count"]) for c in result["confusions"]],
            )
        )
    return "\n\n".join(parts)
