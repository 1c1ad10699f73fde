"""The figures of a period, from its turns, hand-offs and ratings. Pure: no database, no drawing."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shop.domain.access import hidden
from shop.domain.feedback import Feedback
from shop.domain.handoff import Handoff
from shop.domain.turn import ANSWERED, ASSISTANT_ONLY, CaseStep, Turn

PAUSE = timedelta(
    minutes=60
)  # after which a customer who comes back begins a new visit (session_config in domain.yml)
NOT_A_TASK = frozenset({"rate"})  # asked by the assistant for its own sake
OPEN = "open"  # neither finished nor given up in the period


@dataclass
class Visit:
    """Turns of one conversation without a long pause between them; what reports elsewhere call a session."""

    conversation: str
    start: datetime
    end: datetime
    turns: int = 0
    handed_over: bool = False


@dataclass
class TaskFigures:
    """How often a task was begun, how it ended, and at which question those that were not done were left."""

    name: str
    outcomes: Counter[str] = field(default_factory=Counter)  # of shop.domain.turn.OUTCOMES, and OPEN
    left_at: Counter[str] = field(default_factory=Counter)  # step, "" for none

    @property
    def begun(self) -> int:
        return self.outcomes.total()

    @property
    def done_share(self) -> float:
        return self.outcomes["done"] / self.begun if self.begun else 0.0


@dataclass(frozen=True)
class Intent:
    name: str
    count: int
    confidence: float  # the mean


@dataclass(frozen=True)
class Figures:
    """All counts are of the period. `turns` are customers' messages, buttons included."""

    turns: int
    visits: int
    contained: int  # visits that ended without a person
    by_day: Sequence[tuple[date, int, int]]  # each day of the period: visits, turns
    channels: Counter[str]
    languages: Counter[str]
    intents: Sequence[Intent]  # the most frequent first
    fallbacks: Counter[str]  # why no rule answered
    resorts: Counter[tuple[str, str]]  # the same with what was said instead, "" where that is not known
    unsaid: Counter[str]  # why no generated reply was said
    handoffs: Counter[str]  # by reason
    tasks: Sequence[TaskFigures]  # the most frequent first
    stars: Counter[int]
    asked_for_rating: int
    not_helped: int
    comments: Sequence[Feedback]  # those with words, newest first
    response_ms: Sequence[int]  # sorted

    @property
    def contained_share(self) -> float | None:
        return self.contained / self.visits if self.visits else None

    @property
    def unanswered(self) -> int:
        """Messages that neither a rule nor a resort answered."""
        return sum(count for (_, resort), count in self.resorts.items() if resort not in ANSWERED)

    @property
    def unanswered_share(self) -> float | None:
        return self.unanswered / self.turns if self.turns else None

    @property
    def by_resort(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_, resort), count in self.resorts.items():
            found[resort] += count
        return found

    @property
    def mean_stars(self) -> float | None:
        count = self.stars.total()
        return sum(star * n for star, n in self.stars.items()) / count if count else None

    def response_at(self, share: float) -> int | None:
        """The response time in ms within which this share of the answers came (nearest rank)."""
        return self.response_ms[math.ceil(share * len(self.response_ms)) - 1] if self.response_ms else None


def figures(
    turns: Iterable[Turn],
    handoffs: Sequence[Handoff],
    ratings: Sequence[Feedback],
    start: datetime,
    end: datetime,
) -> Figures:
    """Of the turns, hand-offs and ratings from `start` until before `end`."""
    everything = list(turns)
    said = [turn for turn in everything if turn.intent != ASSISTANT_ONLY]
    visits = _visits(said)
    _mark_handed_over(visits, handoffs)
    answered = [each for each in ratings if each.answered_at is not None]
    return Figures(
        turns=len(said),
        visits=len(visits),
        contained=sum(not visit.handed_over for visit in visits),
        by_day=_by_day(said, visits, start, end),
        channels=Counter(turn.channel for turn in said),
        languages=Counter(turn.language for turn in said if turn.language),
        intents=_intents(said),
        fallbacks=Counter(turn.fallback for turn in said if turn.fallback),
        resorts=Counter((turn.fallback, turn.resort or "") for turn in said if turn.fallback),
        unsaid=Counter(reason for turn in said for reason in turn.unsaid),
        handoffs=Counter(each.situation.reason for each in handoffs),
        tasks=_tasks(everything),
        stars=Counter(each.rating for each in answered if each.rating is not None),
        asked_for_rating=len(ratings),
        not_helped=sum(each.helped is False for each in answered),
        comments=sorted(
            (each for each in answered if each.text), key=lambda each: each.asked_at, reverse=True
        ),
        response_ms=sorted(turn.response_ms for turn in said if turn.response_ms is not None),
    )


def _visits(turns: Sequence[Turn]) -> list[Visit]:
    last: dict[str, Visit] = {}
    visits: list[Visit] = []
    for turn in sorted(turns, key=lambda turn: turn.at):
        visit = last.get(turn.conversation)
        if visit is None or turn.at - visit.end > PAUSE:
            visit = last[turn.conversation] = Visit(turn.conversation, turn.at, turn.at)
            visits.append(visit)
        visit.end, visit.turns = turn.at, visit.turns + 1
    return visits


def _mark_handed_over(visits: Sequence[Visit], handoffs: Sequence[Handoff]) -> None:
    """The visit in which a person was called: the first that ended after the call, else the conversation's last."""
    mine: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        mine[visit.conversation].append(visit)
    for handoff in handoffs:
        candidates = mine.get(hidden("conversation", handoff.conversation), [])
        after = [visit for visit in candidates if visit.end >= handoff.opened_at]
        for visit in (after or candidates[-1:])[:1]:
            visit.handed_over = True


def _by_day(
    turns: Sequence[Turn], visits: Sequence[Visit], start: datetime, end: datetime
) -> list[tuple[date, int, int]]:
    came = Counter(visit.start.date() for visit in visits)
    said = Counter(turn.at.date() for turn in turns)
    days = [start.date() + timedelta(days=n) for n in range((end - start).days)]
    return [(day, came[day], said[day]) for day in days]


def _intents(turns: Sequence[Turn]) -> list[Intent]:
    sure: dict[str, list[float]] = defaultdict(list)
    for turn in turns:
        if not turn.by_button:
            sure[turn.intent].append(turn.confidence)
    found = [Intent(name, len(each), sum(each) / len(each)) for name, each in sure.items()]
    return sorted(found, key=lambda intent: (-intent.count, intent.name))


def _tasks(turns: Sequence[Turn]) -> list[TaskFigures]:
    last: dict[str, CaseStep] = {}
    for turn in turns:
        for case in turn.cases:
            if case.case and case.task not in NOT_A_TASK:
                before = last.get(case.case)
                step = case.step or (
                    before.step if before else None
                )  # an interrupted task forgets what it asked
                last[case.case] = CaseStep(case.task, case.case, step, case.outcome)
    tasks: dict[str, TaskFigures] = {}
    for case in last.values():
        task = tasks.setdefault(case.task, TaskFigures(case.task))
        outcome = case.outcome or OPEN
        task.outcomes[outcome] += 1
        if outcome != "done":
            task.left_at[case.step or ""] += 1
    return sorted(tasks.values(), key=lambda task: (-task.begun, task.name))
