"""How long Rasa takes to parse a message with one configuration and with another, side by side, at one thread."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from types import TracebackType
from typing import Any

from evaluation.errors import EvaluationError
from evaluation.models import PROJECT
from evaluation.table import table

TRIVIAL = PROJECT / "evaluation" / "trivial.yml"
_ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
        "TF_INTRA_OP_PARALLELISM_THREADS", "TF_INTER_OP_PARALLELISM_THREADS",
    )
}  # fmt: skip
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
_LOG_TAIL = 2000  # characters of a worker's errors shown


@dataclass(frozen=True)
class ParseConfig:
    """Raises EvaluationError for counts that give no result."""

    messages: int = 400  # measured with each model
    warm_up: int = 40  # messages before
    turn: int = 20  # messages that one model parses before it is the next one's turn
    tokens: int = (
        16  # length, with the marks of begin and end, of the messages for the time inside the classifier
    )
    seed: int = 0

    def __post_init__(self) -> None:
        if self.messages < 2 or self.warm_up < 0 or self.turn < 1:
            raise EvaluationError("parse-latency: expected at least 2 messages and turns of at least 1")


class Worker:
    """One model in a process of its own."""

    def __init__(self, model: Path) -> None:
        command = [sys.executable, "-m", "evaluation.parse_worker", str(model)]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed with the worker; a pipe that nobody empties would stop the process when full
        self._process = subprocess.Popen(
            command, cwd=PROJECT, env={**os.environ, **_QUIET, **_ONE_THREAD}, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
        )  # fmt: skip
        self.loading: dict[str, float] = {}

    def __enter__(self) -> Worker:
        try:
            self.loading = self._answer()
        except BaseException:  # a stop by the keyboard, too: nobody else would end the process
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def parse(self, texts: Sequence[str]) -> dict[str, list[float]]:
        """Seconds of each text: `parse` in all, `inside` the intent classifier (none where there is none)."""
        assert self._process.stdin is not None
        print(json.dumps(list(texts)), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._errors.seek(0)
            errors = self._errors.read().decode("utf-8", "replace")[-_LOG_TAIL:]
            raise EvaluationError(
                f"expected the times of parsed messages, found a process that ended:\n{errors}"
            )
        return json.loads(line)


def measure(
    models: Mapping[str, Path], texts: Sequence[str], of_length: Sequence[str], config: ParseConfig
) -> dict[str, Any]:
    """Times of all models, in turns, so that what else the machine does hits them alike. They load one by one."""
    workers: dict[str, Worker] = {}
    try:
        for name, model in models.items():
            workers[name] = Worker(model).__enter__()
            workers[name].parse(texts[: config.warm_up])
        chosen = _repeated(texts, config)
        spent = _in_turns(workers, chosen, config.turn)
        inside = _in_turns(workers, _repeated(of_length, config), config.turn) if of_length else {}
    finally:
        for worker in workers.values():
            worker.__exit__(None, None, None)
    figures: dict[str, Any] = {}
    for name in models:
        figures[name] = {"parse": percentiles(spent[name]["parse"]), **workers[name].loading}
        if inside and inside[name]["inside"]:
            figures[name]["classifier"] = percentiles(inside[name]["inside"])
    return figures


def _repeated(texts: Sequence[str], config: ParseConfig) -> list[str]:
    """As many texts as are measured, in a drawn order; all of them once before any comes again."""
    rng = random.Random(config.seed)
    chosen: list[str] = []
    while len(chosen) < config.messages:
        chosen += rng.sample(list(texts), len(texts))
    return chosen[: config.messages]


def _in_turns(
    workers: Mapping[str, Worker], texts: Sequence[str], turn: int
) -> dict[str, dict[str, list[float]]]:
    spent: dict[str, dict[str, list[float]]] = {name: {"parse": [], "inside": []} for name in workers}
    for start in range(0, len(texts), turn):
        for name, worker in workers.items():
            for what, times in worker.parse(texts[start : start + turn]).items():
                spent[name][what] += times
    return spent


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50 and p95 in ms. Raises EvaluationError for fewer than 2 times."""
    if len(seconds) < 2:
        raise EvaluationError(f"expected at least 2 times for percentiles, found {len(seconds)}")
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49] * 1000, 3), "p95_ms": round(cuts[94] * 1000, 3)}


def compared(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures with what the trivial pipeline takes subtracted, and how often the first goes into the second.

    The models are called `config`, `against` (if there is one) and `trivial`.
    """
    result: dict[str, Any] = {name: dict(figure) for name, figure in figures.items()}
    floor = figures["trivial"]["parse"]
    for name in figures:
        if name != "trivial":
            result[name]["above_trivial"] = {
                at: round(figures[name]["parse"][at] - floor[at], 3) for at in ("p50_ms", "p95_ms")
            }
    if "against" in result:
        ours, theirs = (result[name]["above_trivial"]["p50_ms"] for name in ("config", "against"))
        result["ratio"] = round(theirs / ours, 2) if ours > 0 else None
    return result


def report(result: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The figures for people."""
    rows = []
    for key, name in names.items():
        figure = result[key]
        above, inside = figure.get("above_trivial", {}), figure.get("classifier", {})
        rows.append((
            name, *(figure["parse"][at] for at in ("p50_ms", "p95_ms")), *(above.get(at, "") for at in ("p50_ms", "p95_ms")),
            *(inside.get(at, "") for at in ("p50_ms", "p95_ms")), round(figure["load_s"], 1), round(figure["memory_mb"]),
        ))  # fmt: skip
    head = [
        "", "p50 ms", "p95 ms", "p50 above trivial", "p95 above trivial", "classifier p50", "classifier p95",
        "import and load s", "resident MB",
    ]  # fmt: skip
    parts = [table(head, [tuple(_fine(cell) for cell in row) for row in rows])]
    if result.get("ratio"):
        parts.append(f"parse above the trivial pipeline, p50: {result['ratio']} times faster")
    return "\n\n".join(parts)


def _fine(cell: object) -> object:
    return f"{cell:.2f}" if isinstance(cell, float) else cell


def texts_of_length(texts: Sequence[str], bundle: Path, tokens: int) -> list[str]:
    """The texts that the bundle's tokenizer cuts into so many tokens. Raises EvaluationError where it finds none."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    chosen = [text for text in texts if len(tokenizer.encode(text).ids) == tokens]
    if not chosen:
        raise EvaluationError(
            f"expected texts of {tokens} tokens, found none among {len(texts)}; give more texts"
        )
    return chosen
