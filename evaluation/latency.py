"""How fast the assistant answers over REST, early and late in a conversation, alone and in a crowd."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from evaluation.chat import Chat
from evaluation.errors import EvaluationError
from evaluation.servers import Servers
from evaluation.table import table
from shop.bootstrap import Shop, open_shop
from shop.domain.clock import FixedClock, parse_moment

MESSAGES = (
    "where is my order {order_id}?", "has it shipped yet?", "订单 {order_id} 到哪了",
    "what's the status of {order_id}",     "我的订单发货了吗", "track order {order_id} please",
)  # fmt: skip
TURNS = (1, 10, 50, 200)
# Around a late turn the neighbours count as well: they cost the same, and give p95 something to stand on.
NEIGHBOURS: Mapping[int, int] = {1: 0, 10: 1, 50: 2, 200: 4}
CUSTOMERS = (1, 8, 32)
TURNS_OF_A_VISIT = 10  # for the throughput: after that a customer begins a new conversation


@dataclass(frozen=True)
class LatencyConfig:
    """Raises EvaluationError for counts that give no result."""

    conversations: int = 10  # of 200 turns each
    first_turns: int = 60  # conversations for turn 1, which has no neighbours
    warm_up: int = 40  # messages before anything is measured
    crowd_s: float = 10.0  # seconds for each number of customers
    order_case: str = "track_shipped"  # of the demo cast

    def __post_init__(self) -> None:
        if min(self.conversations, self.first_turns) < 2 or self.warm_up < 0 or self.crowd_s <= 0:
            raise EvaluationError(
                "latency: expected at least 2 conversations and 2 first turns, and a time above 0 s"
            )


@dataclass(frozen=True)
class Bench:
    """What the measurements share. One connection for all of them: opening one is no part of a turn."""

    servers: Servers
    chat: Chat
    shop: Shop
    order_id: str

    def open_conversation(self) -> str:
        """A new conversation that may see the order, so that its very first message can read it."""
        sender = f"latency-{uuid.uuid4().hex}"
        self.shop.access.grant_order(sender, self.order_id)
        return sender


def measure(servers: Servers, config: LatencyConfig) -> dict[str, Any]:
    """All figures of one pair of servers. Times are those that a customer's browser would see."""
    shop = open_shop(servers.shop.url, FixedClock(parse_moment(servers.now)))
    bench = Bench(servers, servers.chat(), shop, str(servers.shop.cast[config.order_case]["order_id"]))
    _talk(bench, config.warm_up)
    spent: dict[int, list[float]] = {turn: [] for turn in TURNS}
    for _ in range(config.first_turns):
        spent[1] += _talk(bench, 1)
    for _ in range(config.conversations):
        times = _talk(bench, max(TURNS) + NEIGHBOURS[max(TURNS)])
        for turn in TURNS[1:]:
            spent[turn] += times[turn - 1 - NEIGHBOURS[turn] : turn + NEIGHBOURS[turn]]
    return {
        **{f"turn_{turn}": percentiles(times) for turn, times in spent.items()},
        "throughput": {str(n): round(_crowd(bench, n, config.crowd_s), 1) for n in CUSTOMERS},
        "startup_s": round(servers.started_s, 1),
        "memory_mb": servers.memory_mb(),
    }


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50 and p95 in ms, and of how many turns. Raises EvaluationError for fewer than 2."""
    if len(seconds) < 2:
        raise EvaluationError(f"expected at least 2 times for percentiles, found {len(seconds)}")
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49] * 1000, 1), "p95_ms": round(cuts[94] * 1000, 1), "turns": len(seconds)}


def report(figures: Mapping[str, Any]) -> str:
    """The figures for people."""
    turns = [
        (
            f"turn {turn}",
            figures[f"turn_{turn}"]["p50_ms"],
            figures[f"turn_{turn}"]["p95_ms"],
            figures[f"turn_{turn}"]["turns"],
        )
        for turn in TURNS
    ]
    crowds = [(f"{number} at once", rate) for number, rate in figures["throughput"].items()]
    memory = [(name, size) for name, size in figures["memory_mb"].items()]
    return "\n\n".join(
        [
            table(["", "p50 ms", "p95 ms", "turns"], turns),
            table(["customers", "messages/s"], crowds),
            table(["resident", "MB"], memory),
            f"start to first answer: {figures['startup_s']} s",
        ]
    )


def _talk(bench: Bench, turns: int) -> list[float]:
    """The seconds that each turn of a new conversation took. Raises EvaluationError for a wrong answer."""
    sender, times = bench.open_conversation(), []
    for number in range(turns):
        text = MESSAGES[number % len(MESSAGES)].format(order_id=bench.order_id)
        reply = bench.chat.send(sender, text)
        if bench.order_id not in reply.text:
            raise EvaluationError(
                f"turn {number + 1}: expected an answer about {bench.order_id} to {text!r}, "
                f"found {reply.text!r}; times of other answers would not be comparable"
            )
        times.append(reply.seconds)
    return times


def _crowd(bench: Bench, customers: int, seconds: float) -> float:
    """Messages answered a second with so many customers, each writing again at once."""
    visits = [
        [bench.open_conversation() for _ in range(_visits(customers, seconds))] for _ in range(customers)
    ]
    answered, failures = [0] * customers, []
    until = time.perf_counter() + seconds

    def write(number: int) -> None:
        chat = bench.servers.chat()
        try:
            while time.perf_counter() < until:
                sender = visits[number][(answered[number] // TURNS_OF_A_VISIT) % len(visits[number])]
                text = MESSAGES[answered[number] % len(MESSAGES)].format(order_id=bench.order_id)
                chat.send(sender, text)
                answered[number] += 1
        except EvaluationError as error:
            failures.append(error)

    began = time.perf_counter()
    threads = [threading.Thread(target=write, args=(number,)) for number in range(customers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(answered) / (time.perf_counter() - began)


def _visits(customers: int, seconds: float) -> int:
    """Conversations that one customer can need: nobody writes more than 300 messages a second in all."""
    return max(1, round(seconds * 300 / customers / TURNS_OF_A_VISIT))
