"""`python -m reports`: draws the report of a period as one HTML page, and exports misunderstood messages."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from networks.bundle import BundleError
from reports.export import export
from reports.figures import figures
from reports.misunderstood import Embedding, Group, Message, by_letters, by_student, grouped, messages
from reports.page import Report, render
from reports.words import LANGUAGES
from shop.bootstrap import Shop, open_shop
from shop.domain.errors import ShopError

log = logging.getLogger(__name__)

OUT = Path("var/report.html")
STUDENT = Path("students/nlu")
DAYS = 30


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 for what failed, 2 for a period or a file that cannot be meant."""
    options = _parser().parse_args(argv)
    try:
        shop = open_shop()
        start, end = _period(options.first, options.last, shop.clock.now().date())
        told = write(shop, start, end, options.out, options.lang, options.export, options.student)
    except ValueError as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2
    except (ShopError, OSError) as error:
        print(f"reports: {error}", file=sys.stderr)
        return 1
    print(told)
    return 0


def write(
    shop: Shop,
    start: datetime,
    end: datetime,
    out: Path,
    language: str = "en",
    exported: Path | None = None,
    student: Path = STUDENT,
) -> str:
    """Writes the page, and the export where one is wanted; tells what was written. Raises ShopError, OSError, ValueError."""
    turns = list(shop.turns.between(start, end))
    found = figures(turns, shop.handoffs.between(start, end), shop.feedback.between(start, end), start, end)
    names = shop.accounts.names()
    groups, is_by_letters = _groups(messages(turns, names), student)
    page = render(Report(found, groups, start, end, shop.clock.now(), names, is_by_letters), language)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    told = f"{out}: {found.visits} conversations, {found.turns} messages."
    if exported is not None:
        told += f"\n{exported}: {export(groups, exported)} examples."
    return told


def _groups(several: list[Message], student: Path) -> tuple[list[Group], bool]:
    """The groups, and whether they had to be made without the student."""
    if not several:
        return [], False
    embed: Embedding = by_letters
    try:
        embed = by_student(student)
    except BundleError as error:
        log.warning("grouped by letters, since there is no student: %s", error)
    return grouped(several, embed), embed is by_letters


def _period(first: date | None, last: date | None, today: date) -> tuple[datetime, datetime]:
    """From the first day's beginning to the last day's end, UTC. Raises ValueError."""
    last = last or today
    first = first or last - timedelta(days=DAYS - 1)
    if first > last:
        raise ValueError(f"expected --from at or before --to, found {first} and {last}")
    begin = datetime.combine(first, time(), timezone.utc)
    return begin, datetime.combine(last, time(), timezone.utc) + timedelta(days=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    day = {"type": date.fromisoformat, "metavar": "YYYY-MM-DD"}
    parser.add_argument("--from", dest="first", help=f"first day; else {DAYS} days up to the last one", **day)  # type: ignore[arg-type]
    parser.add_argument("--to", dest="last", help="last day, itself included; else today", **day)  # type: ignore[arg-type]
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE", help=f"the page; default: {OUT}")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="the page's language")
    parser.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="misunderstood messages, as FILE.jsonl or as Rasa's FILE.yml",
    )
    parser.add_argument(
        "--student",
        type=Path,
        default=STUDENT,
        metavar="FOLDER",
        help=f"tells what is alike; default: {STUDENT}",
    )
    return parser


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    sys.exit(main())
