"""The command `reply`: see distillation/reply.py."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distillation.reply import ReplyConfig, ReplySources

_HOME = Path(__file__).resolve().parents[1]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--train",
        type=Path,
        nargs="+",
        action="extend",
        required=True,
        help="triples; see data/corpora/README.md",
    )
    parser.add_argument(
        "--dialogues",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help='{"turns": [{"system", "user", "state"}]} lines',
    )
    parser.add_argument(
        "--unlabelled",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help='{"text"} lines that the models read first',
    )
    parser.add_argument(
        "--nlu", type=Path, help="Rasa NLU files whose messages the teachers answer for the student"
    )
    parser.add_argument(
        "--preset",
        choices=("quick", "full"),
        default="full",
        help="quick: a minute, to see that all is well (%(default)s)",
    )
    parser.add_argument("--recipe", type=Path, help="YAML that changes any part of the preset")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the new bundle")
    parser.add_argument(
        "--run",
        dest="run_folder",
        type=Path,
        default=Path("var/reply"),
        help="teachers and checkpoints are kept there (%(default)s)",
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed is another model (%(default)s)")


def run(options: argparse.Namespace) -> int:
    """Distils, and ends with the run card as one line of JSON. Raises DistillationError."""
    from distillation.reply import distil_reply

    card = distil_reply(sources_of(options), options.out, config_of(options), options.run_folder)
    print(json.dumps(card, ensure_ascii=False))
    return 0


def config_of(options: argparse.Namespace) -> ReplyConfig:
    """The preset, with what the recipe changes. Raises DistillationError."""
    from distillation.recipe import with_recipe
    from distillation.reply import presets

    config = presets(options.preset, options.seed)
    return with_recipe(config, options.recipe) if options.recipe else config


def sources_of(options: argparse.Namespace) -> ReplySources:
    """What the named files hold. Raises DistillationError."""
    from distillation.corpora import read_labelled, read_texts
    from distillation.reply import ReplySources
    from distillation.reply_texts import own_texts, read_dialogues
    from distillation.reply_triples import read_triples

    return ReplySources(
        triples=read_triples(options.train),
        dialogues=read_dialogues(options.dialogues),
        unlabelled=[text for file in options.unlabelled for text in read_texts(file)],
        messages=read_labelled(options.nlu).texts if options.nlu else (),
        vocabulary=own_texts(_HOME),
    )
