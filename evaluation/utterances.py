"""Sends drawn messages, each as the first of a conversation: whatever comes, the answer must be sound."""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.chat import Chat, Reply
from evaluation.errors import ChatFailed, FormatError
from evaluation.reply_checks import reply_findings
from evaluation.reply_language import plain_language
from evaluation.servers import Servers
from evaluation.state_checks import Baseline, audit_rows
from evaluation.table import table

ASKED_BACK = "action_ask_back"
OUTAGE = "utter_shop_unavailable"


@dataclass
class Report:
    """What was found. `violations` must be empty; `outcomes` says which action answered how often."""

    messages: int = 0
    judged_language: int = 0  # messages that leave no doubt which language the answer must have
    outcomes: Counter[str] = field(default_factory=Counter)
    violations: list[dict[str, str]] = field(default_factory=list)
    tickets: int = 0  # a person was asked for: allowed without a confirmation

    @property
    def asked_back_share(self) -> float:
        return self.outcomes[ASKED_BACK] / self.messages if self.messages else 0.0

    def summary(self) -> dict[str, Any]:
        kinds = Counter(violation["kind"] for violation in self.violations)
        return {
            "messages": self.messages,
            "judged_language": self.judged_language,
            "answered_share": round(1 - self.asked_back_share, 4),
            "asked_back_share": round(self.asked_back_share, 4),
            "tickets": self.tickets,
            "outcomes": dict(self.outcomes.most_common()),
            "violations": {kind: kinds[kind] for kind in sorted(kinds)},
            "found": self.violations,
        }


def draw(file: Path, count: int, seed: int) -> list[str]:
    """`count` different messages of a {"text"} JSONL file, the same for the same seed. Raises FormatError."""
    texts = list(dict.fromkeys(read_texts(file)))
    if len(texts) < count:
        raise FormatError(
            f"{file}: expected at least {count} different texts, found {len(texts)}; lower --count"
        )
    return random.Random(seed).sample(texts, count)


def read_texts(file: Path) -> list[str]:
    """The `text` of every line. Raises FormatError naming the line."""
    texts = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            texts.append(str(json.loads(line)["text"]))
        except (ValueError, KeyError, TypeError) as error:
            raise FormatError(
                f'{file}, line {number}: expected {{"text": …}}, found {line[:80]!r}'
            ) from error
    return texts


def send_all(servers: Servers, texts: Sequence[str], language: str) -> Report:
    """Sends each text to a conversation of its own and judges the answer and what it changed."""
    report, chat = Report(), servers.chat()
    for text in texts:
        report.messages += 1
        before = Baseline(servers.shop)
        sender = f"drawn-{uuid.uuid4().hex[:12]}"
        try:
            reply = chat.send(sender, text)
        except ChatFailed as error:
            report.violations.append(_violation("crash", text, str(error)))
            continue
        _judge(report, chat, sender, text, reply, language)
        for row in audit_rows(servers.shop, before):
            if row["record_type"] == "ticket":
                report.tickets += 1
            else:
                report.violations.append(
                    _violation("changed", text, f"{row['action']} of {row['record_id']}")
                )
    report.violations += [_violation("logged_error", "", line) for line in servers.errors_logged()]
    return report


def _judge(report: Report, chat: Chat, sender: str, text: str, reply: Reply, language: str) -> None:
    if not reply.text.strip():
        report.violations.append(_violation("empty_reply", text, str(reply.messages)))
    wanted = plain_language(text)
    certain = wanted == language
    report.judged_language += certain
    for finding in reply_findings(reply, {"messages": {"min": 0}}, language if certain else "any"):
        kind = "wrong_language" if finding.startswith("expected language") else "unfilled"
        report.violations.append(_violation(kind, text, finding))
    outcome = _outcome(chat.tracker(sender))
    report.outcomes[outcome] += 1
    if outcome == OUTAGE:
        report.violations.append(_violation("outage", text, reply.text))


def _outcome(tracker: Mapping[str, Any]) -> str:
    """The first thing that was done about the message; the apology counts wherever it stands."""
    events = tracker.get("events") or []
    start = max((n for n, event in enumerate(events) if event.get("event") == "user"), default=0)
    actions = [
        e["name"] for e in events[start:] if e.get("event") == "action" and e["name"] != "action_listen"
    ]
    return OUTAGE if OUTAGE in actions else actions[0] if actions else "nothing"


def _violation(kind: str, text: str, found: str) -> dict[str, str]:
    return {"kind": kind, "text": text[:300], "found": found[:500]}


def report_text(report: Report) -> str:
    """The report for people."""
    lines = [
        table(["done first", "messages"], list(report.outcomes.most_common())),
        f"{report.messages} messages, {report.asked_back_share:.1%} asked back, {report.tickets} tickets, "
        f"language judged on {report.judged_language}, {len(report.violations)} violations",
        *(f"  {v['kind']}: {v['text']!r}: {v['found']}" for v in report.violations),
    ]
    return "\n".join(lines)
