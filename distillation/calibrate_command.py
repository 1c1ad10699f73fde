"""The command `calibrate`: see distillation/state_recalibration.py."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--bundle", type=Path, required=True, help="a student that tracks the belief state")
    parser.add_argument(
        "--dev", type=Path, required=True,
        help='{"dialogue_id", "date"?, "turns": [{"system", "user", "state"}]} lines, or a folder of such files: of these the ones that '
        "the bundle was chosen by and never learned; all of them where it names none",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, help="the folder of the new bundle")


def run(options: argparse.Namespace) -> int:
    """Calibrates, and ends with the calibration as one line of JSON. Raises DistillationError."""
    from distillation.state_corpus import read_dialogues
    from distillation.state_recalibration import recalibrate

    print(json.dumps(recalibrate(options.bundle, read_dialogues(options.dev), options.out)))
    return 0
