"""Plays conversations against running servers and notes what was not as wanted."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evaluation.apology import apology_findings
from evaluation.belief import ExpectedState, Judged, belief_of
from evaluation.chat import Reply
from evaluation.conversation import SAYS, Conversation, Step, pause_length
from evaluation.errors import EvaluationError, ServerFailed
from evaluation.expectation import REPLY_KEYS, ROW_KEYS, TRACKER_KEYS
from evaluation.placeholders import Scope, fill, fill_text
from evaluation.reply_checks import reply_findings
from evaluation.servers import Servers
from evaluation.state_checks import Baseline, row_findings, tracker_findings

AT_ONCE_GAP_S = 0.02  # so that the two messages have an order


@dataclass
class Result:
    """How one conversation went; `findings` of the first step that failed, in words."""

    conversation: Conversation
    seconds: float = 0.0
    failed_step: Step | None = None
    findings: list[str] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    states: dict[int, tuple[str, ...]] = field(
        default_factory=dict
    )  # step → what was wrong with the belief state

    def judged(self) -> list[Judged]:
        """All steps that expect a belief state, reached or not."""
        return [
            Judged(
                self.conversation.language,
                step.told,
                self.states.get(step.number, ()),
                step.number in self.states,
            )
            for step in self.conversation.steps
            if step.state is not None
        ]

    @property
    def passed(self) -> bool:
        return not self.findings

    def summary(self) -> dict[str, Any]:
        """For JSON."""
        told: dict[str, Any] = {
            "name": self.conversation.name,
            "file": str(self.conversation.file),
            "language": self.conversation.language,
            "path": self.conversation.path,
            "passed": self.passed,
            "seconds": round(self.seconds, 2),
        }
        judged = self.judged()
        if judged:
            wrong = [
                f"{state.step}: {'; '.join(state.findings) or 'not reached'}"
                for state in judged
                if not state.is_right
            ]
            told |= {"states": len(judged), "wrong_states": wrong}
        if not self.passed:
            told |= {"step": self.failed_step.told if self.failed_step else None, "found": self.findings}
        return told


class Player:
    """One conversation on freshly restored servers. A failed step ends it: the rest would only echo it."""

    def __init__(self, servers: Servers, conversation: Conversation) -> None:
        self._servers = servers
        self._conversation = conversation
        self._chat = servers.chat()
        self._scope = Scope(servers.shop)
        self._run = uuid.uuid4().hex[:8]
        self._last: dict[str, Reply] = {}
        self._broken: set[str] = set()
        self._result = Result(conversation)

    def play(self) -> Result:
        """Raises ServerFailed when the servers themselves are gone."""
        began = time.perf_counter()
        self._servers.restore()
        if self._conversation.now:
            self._servers.set_clock(self._conversation.now)
        self._before = Baseline(self._servers.shop)
        for step in self._conversation.steps:
            try:
                findings = self._take(step)
            except ServerFailed:
                raise
            except EvaluationError as error:
                findings = [str(error)]
            if findings:
                self._result.failed_step, self._result.findings = step, findings
                break
        self._result.seconds = time.perf_counter() - began
        return self._result

    def _take(self, step: Step) -> list[str]:
        if step.action in SAYS:
            for number in range(1, step.repeat + 1):
                self._scope.number = number
                findings = self._say(step)
                self._judge_state(step)
                if findings:
                    return findings
            return []
        self._note(f"   [{step.told}]")
        if step.action == "break":
            self._servers.break_(step.text)
            self._broken.add(step.text)
        elif step.action == "mend":
            self._servers.mend(step.text)
            self._broken.discard(step.text)
        elif step.action == "wait":
            self._servers.set_clock(
                (datetime.fromisoformat(self._servers.now) + pause_length(step.text)).isoformat()
            )
        return self._rows(step)

    def _say(self, step: Step) -> list[str]:
        sender = f"{self._run}-{fill_text(step.sender, self._scope)}"
        text = self._text(step, sender)
        seen = self._events_so_far(step, sender)
        self._note(f"{'' if step.sender == 'customer' else f'({step.sender}) '}> {_short(text)}")
        expect = {k: fill(v, self._scope) for k, v in step.expect.items() if k in REPLY_KEYS}
        findings = []
        for reply in self._send(step, sender, text):
            self._last[sender] = reply
            self._note_reply(reply)
            findings = reply_findings(reply, expect, self._conversation.language)
            if not self._broken:
                findings += apology_findings(reply)
            if findings and step.twice is None:
                return findings
        self._keep(step, self._last[sender], findings)
        if TRACKER_KEYS & set(step.expect):
            wanted = {k: fill(v, self._scope) for k, v in step.expect.items() if k in TRACKER_KEYS}
            findings += tracker_findings(self._chat.tracker(sender), wanted, seen)
        return findings + self._rows(step)

    def _judge_state(self, step: Step) -> None:
        """A wrong state is noted and ends nothing: what comes of it is for `expect` to say."""
        if step.state is None:
            return
        sender = f"{self._run}-{fill_text(step.sender, self._scope)}"
        wanted = ExpectedState(fill(step.state.values, self._scope), step.state.whole)
        findings = wanted.findings(belief_of(self._chat.tracker(sender)))
        self._result.states[step.number] = tuple(findings)
        for finding in findings:
            self._note(f"    (belief state: {finding})")

    def tracker(self, sender: str = "customer") -> dict[str, Any]:
        """The conversation that was played, as Rasa keeps it."""
        return self._chat.tracker(f"{self._run}-{sender}")

    def _send(self, step: Step, sender: str, text: str) -> Iterable[Reply]:
        """The reply, or for `twice` both; `expect` is judged on the last one."""
        if step.twice == "at_once":
            with ThreadPoolExecutor(2) as pool:
                first = pool.submit(self._chat.send, sender, text)
                time.sleep(AT_ONCE_GAP_S)
                second = pool.submit(self._servers.chat().send, sender, text)
                return [first.result(), second.result()]
        replies = [self._chat.send(sender, text)]
        if step.twice == "after":
            replies.append(self._chat.send(sender, text))
        return replies

    def _text(self, step: Step, sender: str) -> str:
        text = fill_text(step.text, self._scope)
        if step.action != "press":
            return text
        buttons = self._last[sender].buttons if sender in self._last else []
        exact = [b["payload"] for b in buttons if text in (b["title"], b["payload"])]
        alike = [b["payload"] for b in buttons if text.casefold() in b["title"].casefold()]
        if exact or len(alike) == 1:
            return (exact or alike)[0]
        raise EvaluationError(f"press: expected one button {text!r}, found {[b['title'] for b in buttons]}")

    def _events_so_far(self, step: Step, sender: str) -> int:
        if not {"events", "no_events"} & set(step.expect) or sender not in self._last:
            return 0
        return len(self._chat.tracker(sender).get("events") or [])

    def _keep(self, step: Step, reply: Reply, findings: list[str]) -> None:
        for name, pattern in step.keep.items():
            match = re.search(pattern, reply.text)
            if match is None:
                findings.append(f"keep: {name}: expected {pattern!r}, found {reply.text!r}")
            else:
                self._scope.kept[name] = match.group(match.lastindex or 0)

    def _rows(self, step: Step) -> list[str]:
        expect = {k: fill(v, self._scope) for k, v in step.expect.items() if k in ROW_KEYS}
        return row_findings(self._servers.shop, expect, self._before) if expect else []

    def _note(self, line: str) -> None:
        self._result.transcript.append(line)

    def _note_reply(self, reply: Reply) -> None:
        for message in reply.messages:
            if message.get("text"):
                self._note(f"  < {message['text']}")
            titles = [b["title"] for b in message.get("buttons") or []]
            if titles:
                self._note(f"    [{'] ['.join(titles)}]")
            if message.get("custom"):
                self._note(f"    (card {message['custom'].get('card')})")


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:300]}…"


def play_all(
    servers: Servers, conversations: Iterable[Conversation], tell: Callable[[Result], None]
) -> list[Result]:
    """Plays one after the other; `tell` hears of each as soon as it is over."""
    results = []
    for conversation in conversations:
        result = Player(servers, conversation).play()
        results.append(result)
        tell(result)
    return results
