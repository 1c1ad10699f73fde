"""The commands `benchmarks`, `ablation` and `sizes`, which train students and measure them beside their peers."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from evaluation.errors import FormatError

_KEPT = Path("var/benchmarks")


def add_training_commands(commands: Any) -> None:
    """Adds them to argparse's subcommands."""
    bench = commands.add_parser("benchmarks", help="the intent recipe on several data sets, beside its peers")
    bench.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="benchmarks whose name contains it; may be given again",
    )
    bench.add_argument(
        "--against", default="tfidf", metavar="PEER,…", help="tfidf, diet, teacher (%(default)s)"
    )
    bench.add_argument("--diet-epochs", type=int, metavar="N", help="for the peer diet (default: 100)")
    bench.set_defaults(run=_benchmarks)
    parts = commands.add_parser("ablation", help="the parts of the intent recipe, one by one")
    parts.add_argument(
        "--preset", choices=("quick", "full"), default="full", help="of the recipe (default: %(default)s)"
    )
    parts.set_defaults(run=_ablation)
    size = commands.add_parser("sizes", help="students of fewer layers: their size against their accuracy")
    size.add_argument(
        "--layers", default="1,2,3,4", metavar="N,…", help="of the general body (default: %(default)s)"
    )
    size.add_argument("--plot", type=Path, metavar="FILE.png", help="draw it")
    size.set_defaults(run=_sizes)
    for command in (bench, parts, size):
        command.add_argument(
            "--data", type=Path, required=True, metavar="DIR", help="a folder of public data sets"
        )
        command.add_argument(
            "--seeds", type=int, default=1, metavar="N", help="so many seeds from 0 (%(default)s)"
        )
        command.add_argument("--kept", type=Path, default=_KEPT, help="bundles of earlier runs (%(default)s)")
        command.add_argument(
            "--cards",
            type=Path,
            help="run cards of earlier runs, from which tables are drawn without training (default: evaluation/cards)",
        )
        command.add_argument("--body", type=Path, help="the general body (default: students/general)")
        command.add_argument("--json", action="store_true", help="end with one line of JSON")
        command.set_defaults(failure=1)


def _paths(options: argparse.Namespace) -> Any:
    from evaluation.benchmarks import Paths
    from evaluation.models import PROJECT

    if options.seeds < 1:
        raise FormatError(f"expected at least one seed, found {options.seeds}")
    body, cards = options.body or PROJECT / "students/general", options.cards or PROJECT / "evaluation/cards"
    return Paths(options.data, options.kept, body, cards)


def _benchmarks(options: argparse.Namespace) -> int:
    from distillation.corpora import own_outliers
    from evaluation.benchmarks import benchmarks, measured, report
    from evaluation.models import PROJECT
    from evaluation.peers import diet
    from evaluation.peers.measured import PeerConfig

    paths = _paths(options)
    peers = PeerConfig(
        names=tuple(dict.fromkeys(name for name in options.against.split(",") if name)),
        cache=paths.cards / "peers",
        epochs=diet.EPOCHS if options.diet_epochs is None else options.diet_epochs,
    )
    chosen = [
        benchmark
        for benchmark in benchmarks(paths, PROJECT)
        if not options.only or any(part in benchmark.name for part in options.only)
    ]
    if not chosen:
        raise FormatError(f"expected a benchmark whose name contains {' or '.join(options.only)}, found none")
    rows = [
        measured(benchmark, range(options.seeds), paths, own_outliers(), peers, _tell) for benchmark in chosen
    ]
    print(report(rows))
    if options.json:
        print(json.dumps({"benchmarks": rows}, ensure_ascii=False))
    return 0


def _ablation(options: argparse.Namespace) -> int:
    from distillation.corpora import own_outliers
    from evaluation.benchmarks import ablation
    from evaluation.table import table

    rows = ablation(_paths(options), range(options.seeds), own_outliers(), _tell, options.preset)
    shown = [
        (
            row["variant"],
            100 * row["mean"],
            100 * row["deviation"],
            row["seeds"],
            _percent(row["fused_teachers"]),
        )
        for row in rows
    ]
    print(table(["variant", "accuracy", "±", "seeds", "teachers"], shown))
    if options.json:
        print(json.dumps({"ablation": rows}, ensure_ascii=False))
    return 0


def _sizes(options: argparse.Namespace) -> int:
    from distillation.corpora import own_outliers
    from evaluation.sizes import plot_sizes, sizes
    from evaluation.table import table

    if not all(count.isdigit() for count in options.layers.split(",")):
        raise FormatError(f"expected numbers of layers like 1,2,4, found {options.layers!r}")
    layers = sorted({int(count) for count in options.layers.split(",")})
    found = sizes(_paths(options), layers, range(options.seeds), own_outliers(), _tell)
    shown = [
        (
            row["layers"],
            f"{row['parameters']['mean'] / 1e6:.1f} M",
            100 * row["accuracy"]["mean"],
            100 * row["accuracy"]["deviation"],
            f"{row['p50_ms']['mean']:.2f}",
        )
        for row in found["sizes"]
    ]
    print(table(["layers", "parameters", "accuracy", "±", "p50 ms"], shown))
    print(f"\nfused teachers {_percent(found['fused_teachers'])}, TF-IDF {_percent(found['tfidf'])}")
    if options.plot:
        plot_sizes(found, options.plot)
        print(f"drawn in {options.plot}")
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    return 0


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
