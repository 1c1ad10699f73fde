"""Asks a trained Rasa model for the intents of texts; run as a process of its own by `evaluation.peers.diet`."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

from evaluation.prediction_times import times_ms


def main(model: str, texts_file: str, answers_file: str) -> None:
    """Writes rankings, times, parameters and bytes of the DIET model in the archive `model`."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog
    from rasa.utils.tensorflow.environment import setup_tf_environment

    configure_structlog(logging.WARNING)
    setup_tf_environment()  # takes the numbers of threads from the environment, as Rasa's own commands do
    wanted = json.loads(Path(texts_file).read_text(encoding="utf-8"))
    agent = Agent.load(model)
    loop = asyncio.new_event_loop()

    def parse(text: str) -> list[tuple[str, float]]:
        parsed: dict[str, Any] = loop.run_until_complete(agent.parse_message(text))
        ranking = [(entry["name"], entry["confidence"]) for entry in parsed.get("intent_ranking") or []]
        return [(name, float(confidence)) for name, confidence in ranking if name]

    answers = {
        "rankings": [parse(text) for text in wanted["texts"]],
        "times_ms": times_ms(parse, wanted["timed"]),
        "parameters": _parameters(agent),
        "bytes": Path(model).stat().st_size,
    }
    Path(answers_file).write_text(json.dumps(answers), encoding="utf-8")


def _parameters(agent: Any) -> int:
    """Trainable numbers of the DIET network. Rasa offers no public way to a component of a loaded graph."""
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    networks = [node._component.model for node in nodes if type(node._component).__name__ == "DIETClassifier"]
    return int(sum(weight.shape.num_elements() for net in networks for weight in net.trainable_variables))


if __name__ == "__main__":
    main(*sys.argv[1:])
