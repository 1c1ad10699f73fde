"""A trained model in a process of its own, which parses what it is sent: `python -m evaluation.parse_worker MODEL`.

It answers on standard output with one JSON line for each line of its input: first, unasked, what loading took, then for
every list of texts the seconds of each parse and those spent in the intent classifier.
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLASSIFIERS = ("DistilledIntentClassifier", "DIETClassifier")


def main() -> int:
    if not Path(sys.argv[1]).is_file():
        print(f"expected a trained model, found no file {sys.argv[1]}", file=sys.stderr)
        return 2
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not come between the answers
    began = time.perf_counter()
    agent, inside = _load(sys.argv[1])
    loaded = {"load_s": time.perf_counter() - began, "memory_mb": _resident_mb()}
    print(json.dumps(loaded), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(asyncio.run(_parse(agent, inside, json.loads(line)))), file=answers, flush=True)
    return 0


def _load(model: str) -> tuple[Any, list[float]]:
    """The agent, and a list to which the classifier's seconds of each message are added."""
    from rasa.core.agent import Agent
    from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
    from rasa.utils.log_utils import configure_structlog
    from rasa.utils.tensorflow.environment import setup_tf_environment

    from components.intent_classifier import DistilledIntentClassifier

    configure_structlog(logging.WARNING)
    setup_tf_environment()  # reads the number of threads from the environment, as Rasa's server does
    inside: list[float] = []
    for component in (*DEFAULT_COMPONENTS, DistilledIntentClassifier):
        if component.__name__ in CLASSIFIERS:
            component.process = _timed(component.process, inside)
    return Agent.load(model), inside


def _timed(process: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    @functools.wraps(process)  # Rasa reads the signature
    def timed(*arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return process(*arguments, **named)
        finally:
            spent.append(time.perf_counter() - began)

    return timed


async def _parse(agent: Any, inside: list[float], texts: list[str]) -> dict[str, list[float]]:
    inside.clear()
    whole = []
    for text in texts:
        began = time.perf_counter()
        await agent.parse_message(text)
        whole.append(time.perf_counter() - began)
    return {"parse": whole, "inside": list(inside)}


def _resident_mb() -> float:
    import psutil

    return float(psutil.Process(os.getpid()).memory_info().rss) / 2**20


if __name__ == "__main__":
    sys.exit(main())
