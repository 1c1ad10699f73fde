"""The shop's command line: `python -m shop …`. Answers go to standard output, errors to standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from shop import demo, lookup, migrations
from shop.audit import By
from shop.bootstrap import Shop, open_shop
from shop.domain.clock import UTC, parse_moment
from shop.domain.errors import ShopError
from shop.records import KINDS, audit_record, outbox_rows
from shop.seed.fill import empty, fill, is_filled

LOOKUP_FILE = "data/nlu/catalogue.yml"


class NotReadyError(ShopError):
    """The database lacks its tables, or is in a state in which the command makes no sense."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code: 0, or 1 with a message on standard error."""
    options = _parser().parse_args(argv)
    try:
        run: Callable[[Shop, argparse.Namespace], None] = options.run
        run(open_shop(), options)
    except (ShopError, ValueError, OSError) as error:
        print(f"shop: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m shop", description="The shop's database: fill it, look into it."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    seed = commands.add_parser("seed", help="fill the database with the demo shop")
    seed.add_argument("--reset", action="store_true", help="delete everything in it first")
    seed.add_argument("--today", metavar="YYYY-MM-DD", help="the day around which the demo's dates lie")
    seed.set_defaults(run=_seed)
    for kind in KINDS:
        _with_json(commands.add_parser(kind, help=f"show one {kind}"), _record).add_argument(
            "id", metavar="ID"
        )
    audit = _with_json(commands.add_parser("audit", help="show who changed a record"), _audit)
    audit.add_argument("id", metavar="ID")
    _with_json(commands.add_parser("demo", help="show the demo's cast and what to say"), _demo)
    _with_json(commands.add_parser("outbox", help="show the mails that wait to be sent"), _outbox)
    commands.add_parser("migrate", help="bring the tables up to date").set_defaults(run=_migrate)
    forget = commands.add_parser("forget", help="delete what was said in conversations that rest since then")
    since = forget.add_mutually_exclusive_group(required=True)
    since.add_argument("--before", metavar="YYYY-MM-DD", help="untouched since before this day")
    since.add_argument("--days", type=int, metavar="N", help="untouched for N days")
    forget.set_defaults(run=_forget)
    commands.add_parser("cancel-expired", help="cancel orders whose time to pay is over").set_defaults(
        run=_cancel_expired
    )
    words = commands.add_parser("lookup", help="write the catalogue's words for the assistant")
    words.add_argument("--out", default=LOOKUP_FILE, metavar="FILE", help=f"default: {LOOKUP_FILE}")
    words.set_defaults(run=_lookup)
    return parser


def _with_json(
    parser: argparse.ArgumentParser, run: Callable[[Shop, argparse.Namespace], None]
) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)
    return parser


def _seed(shop: Shop, options: argparse.Namespace) -> None:
    day = parse_moment(options.today) if options.today else shop.clock.now()
    migrations.upgrade(shop.store.engine)
    if is_filled(shop.store):
        if not options.reset:
            raise NotReadyError(
                "expected an empty database, found a filled one; to start anew: python -m shop seed --reset"
            )
        empty(shop.store)
    counts = fill(shop.store.engine, datetime.combine(day.date(), time(), UTC), shop.rules)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print(f"The demo shop is ready, as of {day.date().isoformat()}: {told}.")


def _migrate(shop: Shop, options: argparse.Namespace) -> None:
    migrations.upgrade(shop.store.engine)
    print(f"The tables are at revision {migrations.current(shop.store.engine)}.")


def _record(shop: Shop, options: argparse.Namespace) -> None:
    _require_tables(shop)
    _print(KINDS[options.command](shop, options.id.strip().upper()), options.json)


def _audit(shop: Shop, options: argparse.Namespace) -> None:
    _require_tables(shop)
    _print(audit_record(shop, options.id.strip()), options.json)


def _demo(shop: Shop, options: argparse.Namespace) -> None:
    _require_tables(shop)
    cases = demo.cast(shop)
    if options.json:
        _print(cases, True)
        return
    for case in cases:
        print(f"{case['case']}: {case['customer_id']} {case['order_id'] or ''}")
        print(f"  {case['email']}, {case['phone']}")
        for language, lines in case["say"].items():
            print(f"  {language}: " + "\n      ".join(lines))
        print(f"  → {case['expect']}\n")


def _outbox(shop: Shop, options: argparse.Namespace) -> None:
    _require_tables(shop)
    _print(outbox_rows(shop), options.json)


def _forget(shop: Shop, options: argparse.Namespace) -> None:
    """What lies in the future, or no day at all back, would end conversations that go on: refused."""
    _require_tables(shop)
    now = shop.clock.now()
    if options.days is not None and options.days < 1:
        raise ValueError(f"--days: expected 1 or more, found {options.days}")
    moment = _day(options.before) if options.before else now - timedelta(days=options.days)
    if moment > now:
        raise ValueError(f"--before: expected a day that has begun, found {options.before}")
    count = shop.conversations.forget_before(moment)
    print(f"{count} messages of conversations untouched since {moment.date().isoformat()} are deleted.")


def _day(text: str) -> datetime:
    """The beginning of a day. Raises ValueError."""
    return datetime.combine(parse_moment(text).date(), time(), UTC)


def _cancel_expired(shop: Shop, options: argparse.Namespace) -> None:
    """The key is the same each time: an order expires once, even for two that look at the same moment."""
    _require_tables(shop)
    cancelled = shop.orders.cancel_expired(By("cli", "cli", "cancel-expired"))
    print(f"{len(cancelled)} unpaid orders are cancelled{': ' if cancelled else '.'}{', '.join(cancelled)}")


def _lookup(shop: Shop, options: argparse.Namespace) -> None:
    _require_tables(shop)
    print(f"{options.out}: {lookup.write(shop, Path(options.out))} words.")


def _require_tables(shop: Shop) -> None:
    found, expected = migrations.current(shop.store.engine), migrations.newest()
    if found != expected:
        raise NotReadyError(
            f"expected tables at revision {expected}, found {found or 'none'}; "
            "run python -m shop migrate, or python -m shop seed for the demo shop"
        )


def _print(value: Any, as_json: bool) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(value)))


def _lines(value: Any, indent: str = "") -> list[str]:
    """`value` for a person: one line a field, lists as dashes; what is empty is left out."""
    if isinstance(value, list):
        lines = []
        for part in value:
            first, *rest = _lines(part, indent + "  ") or [""]
            lines += [f"{indent}- {first.strip()}", *rest]
        return lines
    if not isinstance(value, dict):
        return [f"{indent}{value}"]
    lines = []
    for name, part in value.items():
        if part is None or part == [] or part == {} or part == "":
            continue
        if isinstance(part, (dict, list)):
            lines += [f"{indent}{name}:", *_lines(part, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {part}")
    return lines
