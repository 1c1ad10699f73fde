"""Teachers into students: `python -m distillation general …` makes a body, `… intent …` a student, `… state …` lets it
track the belief state, too, `… calibrate …` chooses its thresholds anew, `… reply …` makes a generator of replies."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings

from distillation import calibrate_command, general_command, intent_command, reply_command, state_command
from distillation.errors import DistillationError

_COMMANDS = {
    "general": (general_command, "a small body learns embeddings, without labels"),
    "intent": (intent_command, "a student learns intents from examples and teachers"),
    "state": (state_command, "a student learns to track the belief state from dialogues"),
    "calibrate": (calibrate_command, "a tracker's temperature and thresholds, chosen anew"),
    "reply": (reply_command, "a student learns to reply from triples and teachers"),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m distillation", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (command, does) in _COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=does))
    options = parser.parse_args(arguments)
    _hush()
    try:
        return _COMMANDS[options.command][0].run(options)
    except DistillationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _hush() -> None:
    """What the libraries say among themselves would hide the run's own lines; of several processes the first one speaks."""
    if os.environ.get("RANK", "0") != "0":  # as `accelerate launch` numbers them
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  until the process ends
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    warnings.filterwarnings("ignore", module="torch|transformers|networks.student")
    logging.getLogger().addFilter(
        lambda record: "pre-processing before quantization" not in record.getMessage()
    )


if __name__ == "__main__":
    sys.exit(main())
