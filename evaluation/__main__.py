"""`python -m evaluation …`: a table for people and, with --json, one line of JSON after it."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from evaluation import latency, parse_latency, utterances
from evaluation.belief import joint_goal_accuracy
from evaluation.bundle_commands import add_bundle_commands
from evaluation.conversation import Conversation, read_conversations
from evaluation.errors import EvaluationError, FormatError
from evaluation.models import PROJECT, find_model
from evaluation.player import Result, play_all
from evaluation.servers import ServerConfig, Servers
from evaluation.table import table
from evaluation.training_commands import add_training_commands


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all is well. 1: the assistant failed a check. 2: the evaluation itself could not be done.

    For a command that checks nothing the last is 1, too (`failure`).
    """
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    try:
        return int(options.run(options))
    except EvaluationError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(getattr(options, "failure", 2))
    except KeyboardInterrupt:
        print("interrupted; the servers are stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    play = commands.add_parser(
        "conversations", help="play .yml conversations and check replies and database rows"
    )
    play.add_argument("folder", type=Path, help="a folder with .yml files, or one file")
    play.add_argument(
        "--only", action="append", metavar="NAME", help="only names that contain this; may be repeated"
    )
    play.add_argument("--check", action="store_true", help="only read and check the files")
    play.add_argument("--verbose", action="store_true", help="print every conversation, not only failed ones")
    play.set_defaults(run=_conversations)

    speed = commands.add_parser("latency", help="times of REST turns, throughput, start-up and memory")
    speed.add_argument("--conversations", type=int, default=latency.LatencyConfig.conversations)
    speed.set_defaults(run=_latency)

    drawn = commands.add_parser("utterances", help="send drawn messages, each as the first of a conversation")
    drawn.add_argument("file", type=Path, help='JSONL with {"text": …}')
    drawn.add_argument("--count", type=int, default=300)
    drawn.add_argument("--language", choices=("en", "zh"), required=True)
    drawn.add_argument("--seed", type=int, default=1)
    drawn.set_defaults(run=_utterances)

    rules = commands.add_parser(
        "questions", help="ask about the shop's rules, fresh and in a task: how many get their text?"
    )
    rules.add_argument(
        "files", type=Path, nargs="+", help="reply corpora, such as data/corpora/reply/en_01.jsonl"
    )
    rules.add_argument("--topics", type=Path, default=Path("data/corpora/reply_topics.jsonl"))
    rules.add_argument("--count", type=int, default=120, help="questions of each language")
    rules.add_argument("--seed", type=int, default=0)
    rules.add_argument("--show", action="store_true", help="print every question that did not get its text")
    rules.set_defaults(run=_questions)

    intents = commands.add_parser("nlu", help="accuracy of the intents on held-out text")
    intents.add_argument(
        "--test", type=Path, nargs="+", required=True, help='JSONL with {"text": …, "intent": …}'
    )
    intents.set_defaults(run=_nlu)

    add_bundle_commands(commands)
    add_training_commands(commands)

    parse = commands.add_parser("parse-latency", help="time of one parse, with one pipeline and another")
    parse.add_argument(
        "--config", type=Path, default=PROJECT / "config.yml", help="trained, or from the cache"
    )
    parse.add_argument("--against", type=Path, metavar="CONFIG", help="the peer, likewise")
    parse.add_argument(
        "--test", type=Path, nargs="+", help="JSONL with the messages (default: the held-out ones)"
    )
    parse.add_argument(
        "--bundle", type=Path, default=PROJECT / "students" / "nlu", help="whose tokens are counted"
    )
    parse.add_argument("--messages", type=int, default=parse_latency.ParseConfig.messages)
    parse.add_argument("--json", action="store_true", help="end with one line of JSON")
    parse.set_defaults(run=_parse_latency)

    for command in (play, speed, drawn, rules, intents):
        command.add_argument("--model", type=Path, help="a trained model (default: the newest in models/)")
        command.add_argument(
            "--config", type=Path, help="train this configuration, or take it from the cache"
        )
        command.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser


def _conversations(options: argparse.Namespace) -> int:
    chosen = _chosen(read_conversations(options.folder, _intents()), options.only)
    if options.check:
        print(f"{len(chosen)} conversations are well-formed")
        return 0
    with Servers(_config(options)) as servers:
        results = play_all(servers, chosen, lambda result: _tell(result, options.verbose))
        failed = [result for result in results if not result.passed]
        servers.keep_logs = bool(failed)
    rows = [
        (
            r.conversation.name,
            r.conversation.language,
            r.conversation.path,
            r.seconds,
            "passed" if r.passed else "FAILED",
        )
        for r in results
    ]
    print(table(["conversation", "language", "path", "seconds", "result"], rows))
    print(f"{len(results) - len(failed)} of {len(results)} passed")
    accuracy = joint_goal_accuracy(state for result in results for state in result.judged())
    if accuracy:
        shares = (f"{name} {100 * of['accuracy']:.1f} % of {of['of']}" for name, of in accuracy.items())
        print(f"joint goal accuracy: {', '.join(shares)}")
    _print_json(options, {
        "passed": len(results) - len(failed), "failed": len(failed),
        "seconds": round(sum(r.seconds for r in results), 1), "conversations": [r.summary() for r in results],
        "joint_goal_accuracy": accuracy,
    })  # fmt: skip
    return 1 if failed else 0


def _chosen(conversations: list[Conversation], only: list[str] | None) -> list[Conversation]:
    chosen = [c for c in conversations if not only or any(part in c.name for part in only)]
    if not chosen:
        raise FormatError(
            f"expected a conversation whose name contains {' or '.join(only or [])}, found none"
        )
    return chosen


def _tell(result: Result, verbose: bool) -> None:
    if result.passed and not verbose:
        print(".", end="", file=sys.stderr, flush=True)
        return
    print(f"\n{'passed' if result.passed else 'FAILED'} {result.conversation.name}", file=sys.stderr)
    for line in result.transcript:
        print(f"  {line}", file=sys.stderr)
    if result.failed_step is not None:
        print(f"  at step {result.failed_step.told}", file=sys.stderr)
    for finding in result.findings:
        print(f"    {finding}", file=sys.stderr)


def _latency(options: argparse.Namespace) -> int:
    settings = latency.LatencyConfig(conversations=options.conversations)
    with Servers(_config(options)) as servers:
        figures = latency.measure(servers, settings)
    print(latency.report(figures))
    _print_json(options, figures)
    return 0


def _utterances(options: argparse.Namespace) -> int:
    texts = utterances.draw(options.file, options.count, options.seed)
    with Servers(_config(options)) as servers:
        report = utterances.send_all(servers, texts, options.language)
        servers.keep_logs = bool(report.violations)
    print(utterances.report_text(report))
    _print_json(options, report.summary())
    return 1 if report.violations else 0


def _questions(options: argparse.Namespace) -> int:
    from evaluation import (
        rule_questions,
    )  # only here: retrieval makes the start of every other command slower

    chosen = rule_questions.draw(options.files, options.topics, options.count, options.seed)
    with Servers(_config(options)) as servers:
        asked = rule_questions.ask_all(servers, chosen)
    if options.show:
        for each in asked:
            if each.outcome != rule_questions.TOLD:
                print(f"{each.where}: {each.question.text}\n    {each.reply[:200]!r}")
    print(rule_questions.report_text(asked))
    _print_json(options, rule_questions.figures(asked))
    return 0


def _nlu(options: argparse.Namespace) -> int:
    from evaluation import nlu  # only here: scikit-learn makes the start of every other command slower

    examples = nlu.read_examples(options.test)
    guesses = nlu.guess_all(find_model(options.model, options.config), [example.text for example in examples])
    results = nlu.by_language(examples, guesses)
    print(nlu.report(results))
    _print_json(options, results)
    return 0


def _parse_latency(options: argparse.Namespace) -> int:
    settings = parse_latency.ParseConfig(messages=options.messages)
    heldout = options.test or sorted((PROJECT / "evaluation" / "heldout").glob("intents_*.jsonl"))
    from evaluation.nlu import read_examples

    texts = [example.text for example in read_examples(heldout)]
    of_length = parse_latency.texts_of_length(texts, options.bundle, settings.tokens)
    named = {"config": options.config, "against": options.against, "trivial": parse_latency.TRIVIAL}
    named = {key: file for key, file in named.items() if file}
    models = {key: find_model(config=file) for key, file in named.items()}
    result = parse_latency.compared(parse_latency.measure(models, texts, of_length, settings))
    print(parse_latency.report(result, {key: file.name for key, file in named.items()}))
    _print_json(options, result)
    return 0


def _config(options: argparse.Namespace) -> ServerConfig:
    return ServerConfig(model=find_model(options.model, options.config))


def _intents() -> frozenset[str]:
    domain = YAML(typ="safe", pure=True).load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    return frozenset(str(intent) for intent in domain["intents"])


def _print_json(options: argparse.Namespace, value: Any) -> None:
    if options.json:
        print(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
