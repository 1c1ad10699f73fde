"""What every command that makes a bundle of examples takes."""

from __future__ import annotations

import argparse
from pathlib import Path

CACHE = Path("var/distillation")
BODY = Path(__file__).resolve().parents[1] / "students/general"


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Of every training that makes a bundle."""
    parser.add_argument(
        "--preset",
        choices=("quick", "full"),
        default="full",
        help="full: teachers are fine-tuned (%(default)s)",
    )
    parser.add_argument(
        "--recipe", type=Path, action="append", default=[], metavar="FILE",
        help="YAML that changes any part of the preset; given again, of the recipe before",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, help="the folder of the new bundle")
    parser.add_argument("--seed", type=int, default=0, help="another seed is another student (%(default)s)")
