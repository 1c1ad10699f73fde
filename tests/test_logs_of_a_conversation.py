"""A conversation with real servers that write all they can: none of the customer's data is in their logs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from evaluation.models import PROJECT
from evaluation.servers import ServerConfig, Servers
from shop.domain.turn import RESORTS

MODEL = PROJECT / "models" / "xiaoer.tar.gz"
# What is said, and what of it must not be found in any line.
SAID = (
    "Hello, my name is Zebulon Quackenbush, where is order ORD-1042?",
    "jane.miller@example.com",
    "please change the address of ORD-1044 to 77 Xylophone Avenue, Bristol BS1 4QA, recipient Zebulon Quackenbush",
    "oliver.bennett@example.org",
    "my phone is +44 7700 900123",
    "zebulon qwertyuiop flibbertigibbet",
    "我叫欧阳娜娜，电话13900139000，地址改成四川省成都市锦江区春熙路99号5栋1203",
    "欧阳娜娜要人工客服",
)
SECRET = (
    "zebulon", "quackenbush", "jane.miller", "oliver.bennett", "xylophone", "bs1 4qa", "7700 900123", "7700900123",
    "flibbertigibbet", "欧阳娜娜", "13900139000", "春熙路",
)  # fmt: skip

pytestmark = pytest.mark.timeout(1800)  # seconds; starts the servers


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    if not MODEL.is_file():
        pytest.skip(f"expected the trained model at {MODEL}, found none; `make model` builds it")
    os.environ["LOG_LEVEL"] = "DEBUG"
    try:
        with Servers(ServerConfig(MODEL, start_timeout_s=1200)) as running:
            yield running
    finally:
        del os.environ["LOG_LEVEL"]


def test_nothing_of_it_is_in_the_logs(servers: Servers) -> None:
    chat = servers.chat()
    for text in SAID:
        assert chat.send("anna", text).messages, text
    servers.break_("database_broken")  # errors are logged with what they know
    chat.send("anna", "return ORD-1042, jane.miller@example.com, Zebulon Quackenbush")
    servers.mend("database_broken")
    logs = {
        log.name: log.read_text(encoding="utf-8", errors="replace") for log in servers.folder.glob("*.log")
    }
    assert len(logs) >= 2 and all(logs.values())
    found = [(name, word) for name, text in logs.items() for word in SECRET if word in text.lower()]
    escaped = {
        word: word.encode("unicode_escape").decode() for word in SECRET if not word.isascii()
    }  # as JSON does
    found += [(name, word) for name, text in logs.items() for word, code in escaped.items() if code in text]
    assert found == []


def test_the_turns_of_it_are_in_the_database_without_personal_data(servers: Servers) -> None:
    """The same conversation as the event sink kept it: its tasks, how they ended, and only masked words."""
    rows: list[dict[str, object]] = []
    until = time.monotonic() + 120  # the writer waits for a database that was down
    while (
        len(rows) < len(SAID) + 2 and time.monotonic() < until
    ):  # the servers' own first "hi", and the failed one
        time.sleep(0.5)
        rows = servers.shop.rows("SELECT * FROM turns")
    assert len(rows) == len(SAID) + 2
    assert {"track_order", "change_address"} <= {row["intent"] for row in rows}
    assert any(row["response_ms"] for row in rows)
    done = [str(row["cases"]) for row in rows if '"outcome": "done"' in str(row["cases"])]
    assert any("track_order" in cases for cases in done)
    without_rule = [row for row in rows if row["fallback"]]
    assert without_rule and all(row["resort"] in RESORTS for row in without_rule)
    kept = str([dict(row) for row in rows]).lower()
    assert not [word for word in SECRET if word in kept and word not in ("zebulon", "flibbertigibbet")]
