"""A database of four tables and a scripted chat: what the runner needs, and nothing of the assistant."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evaluation.chat import Chat, Reply
from evaluation.demo_shop import NOW, DemoShop
from evaluation.errors import EvaluationError
from evaluation.servers import Servers

SCHEMA = """
CREATE TABLE orders (id TEXT PRIMARY KEY, status TEXT, email TEXT);
CREATE TABLE refunds (id TEXT PRIMARY KEY, order_id TEXT REFERENCES orders (id));
CREATE TABLE outbox (id INTEGER PRIMARY KEY, kind TEXT, body TEXT, "to" TEXT);
CREATE TABLE audit
    (id INTEGER PRIMARY KEY, key TEXT, action TEXT, actor TEXT, record_type TEXT, record_id TEXT);
INSERT INTO orders VALUES ('ORD-1', 'paid', 'ann@example.com');
INSERT INTO audit VALUES (1, 'seed', 'seed', 'seed', 'order', 'ORD-1');
"""
CANCEL = """
UPDATE orders SET status = 'cancelled' WHERE id = 'ORD-1';
INSERT INTO refunds VALUES ('REF-1', 'ORD-1');
INSERT INTO audit (key, action, actor, record_type, record_id)
    VALUES ('k', 'cancel_order', 'me', 'order', 'ORD-1'), ('k', 'cancel_order', 'me', 'refund', 'REF-1');
"""


class SmallShop(DemoShop):
    def create(self) -> None:
        with sqlite3.connect(self.file) as live:
            live.execute("PRAGMA journal_mode = WAL")
            live.executescript(SCHEMA)
        live.close()
        self.save()
        self.cast = {
            "one": {
                "order_id": "ORD-1",
                "customer_id": "CUS-1",
                "email": "ann@example.com",
                "phone": "+15550104477",
                "say": {"en": ["cancel it", "yes"]},
            }
        }

    def view(self, kind: str, id: str) -> Any:
        rows = self.rows("SELECT * FROM orders WHERE id = ?", (id,))
        if kind != "order" or not rows:
            raise EvaluationError(f"no {kind} {id}")
        return json.loads(json.dumps(rows[0]))

    def run(self, script: str) -> None:
        """What the assistant would do to the database."""
        with sqlite3.connect(self.file, timeout=0.1) as live:
            live.executescript(script)
        live.close()


class ScriptedChat(Chat):
    """Answers by a function of sender and text."""

    def __init__(
        self, answer: Callable[[str, str], list[dict[str, Any]]], events: list[dict[str, Any]]
    ) -> None:
        super().__init__("http://nowhere", "")
        self._answer = answer
        self._events = events

    def send(self, sender: str, text: str) -> Reply:
        self._events.append({"event": "user", "text": text})
        return Reply(tuple(self._answer(sender, text)))

    def tracker(self, sender: str) -> dict[str, Any]:
        return {"slots": {"language": "en"}, "events": list(self._events)}


class ScriptedServers(Servers):
    """Servers without processes; `broken` lists what was broken and mended."""

    def __init__(self, folder: Path, answer: Callable[[str, str], list[dict[str, Any]]]) -> None:
        self.folder = folder
        self.shop: SmallShop = SmallShop(folder)
        self.shop.create()
        self.now = NOW
        self.happened: list[str] = []
        self.events: list[dict[str, Any]] = []
        self._answer = answer

    def chat(self) -> Chat:
        return ScriptedChat(self._answer, self.events)

    def restore(self) -> None:
        self.shop.restore()
        self.now = NOW

    def set_clock(self, now: str) -> None:
        self.now = now

    def break_(self, failure: str) -> None:
        self.happened.append(f"break {failure}")

    def mend(self, failure: str) -> None:
        self.happened.append(f"mend {failure}")
