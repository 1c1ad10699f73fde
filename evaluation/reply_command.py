"""What `python -m evaluation reply` and `reply-ablation` take, and how they hand over their figures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from distillation import reply_command
from evaluation.models import PROJECT

_TESTS = ("evaluation/heldout/reply_en.jsonl", "evaluation/heldout/reply_zh.jsonl")


def add_reply_command(commands: Any, hand_over: Callable[[argparse.Namespace, dict[str, Any]], None]) -> None:
    """Adds both to argparse's subcommands."""
    reply = commands.add_parser(
        "reply", help="a generator's replies on held-out questions, beside its teacher and baselines"
    )
    reply.add_argument("--bundle", type=Path, default=PROJECT / "students/reply", help="students/reply")
    reply.add_argument("--teacher", type=Path, help="a teacher that the recipe kept (RUN/teacher0)")
    reply.add_argument(
        "--test", type=Path, nargs="+", help="triples (default: the held-out ones of both languages)"
    )
    reply.add_argument(
        "--decoding", type=json.loads, metavar="JSON", help='such as {"method": "beam", "beams": 4}'
    )
    reply.add_argument(
        "--draws", type=int, default=2, help="faithfulness: so many times with new facts (%(default)s)"
    )
    reply.add_argument(
        "--sheet", type=Path, metavar="FILE.md", help="write 100 replies a language there, for people to read"
    )
    reply.add_argument("--out", type=Path, metavar="FILE.json", help="write the figures there")
    reply.add_argument("--json", action="store_true", help="end with one line of JSON")
    parts = commands.add_parser("reply-ablation", help="the parts of the reply recipe, one by one: hours")
    reply_command.add_arguments(parts)
    parts.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="variants whose name contains it"
    )
    parts.add_argument("--test", type=Path, nargs="+", help="triples (default: the held-out ones)")
    parts.add_argument("--json", action="store_true", help="end with one line of JSON")
    parts.set_defaults(run=_ablation, failure=1)
    reply.set_defaults(run=lambda options: _reply(options, hand_over), failure=1)


def _reply(
    options: argparse.Namespace, hand_over: Callable[[argparse.Namespace, dict[str, Any]], None]
) -> int:
    # Only here, for ONNX Runtime and the metrics make the start of every other command slower.
    from evaluation.errors import EvaluationError
    from evaluation.reply import evaluate, report
    from evaluation.reply_sheet import write_sheet
    from networks.bundle import BundleError
    from networks.reply_decoding import Decoding

    try:
        decoding = Decoding(**options.decoding) if options.decoding is not None else None
    except (BundleError, TypeError) as error:
        raise EvaluationError(f"--decoding: {error}") from None
    tests = _tests(options)
    results, said = evaluate(
        options.bundle, tests, options.teacher, decoding, options.draws,
        _tell,
    )  # fmt: skip
    print(report(results))
    if options.sheet:
        write_sheet(options.sheet, said)
    hand_over(options, results)
    return 0


def _ablation(options: argparse.Namespace) -> int:
    from distillation.errors import DistillationError
    from evaluation.errors import EvaluationError
    from evaluation.reply_ablation import ablation, report

    try:
        sources, base = reply_command.sources_of(options), reply_command.config_of(options)
    except DistillationError as error:
        raise EvaluationError(str(error)) from None
    rows = ablation(sources, base, options.out, _tests(options), options.only, _tell)
    print(report(rows))
    if options.json:
        print(json.dumps({"ablation": rows}, ensure_ascii=False))
    return 0


def _tests(options: argparse.Namespace) -> list[Path]:
    return options.test or [PROJECT / file for file in _TESTS]


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
