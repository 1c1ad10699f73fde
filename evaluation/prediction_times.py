"""How long a model takes for one message."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")

MEASUREMENTS = 400
_WARM_UP = 20


def spread(texts: Sequence[Item], count: int = MEASUREMENTS) -> list[Item]:
    """`count` texts (or turns), evenly from all over `texts`; texts come again where there are fewer."""
    if len(texts) < count:
        return [texts[at % len(texts)] for at in range(count)]
    return [texts[at * len(texts) // count] for at in range(count)]


def times_ms(predict: Callable[[Item], object], texts: Sequence[Item]) -> list[float]:
    """Milliseconds for each text by itself, one after the other, after a warm-up. The caller limits the threads."""
    for text in texts[:_WARM_UP]:
        predict(text)
    times = []
    for text in texts:
        began = time.perf_counter_ns()
        predict(text)
        times.append((time.perf_counter_ns() - began) / 1e6)
    return times


def quantiles(times: Sequence[float]) -> dict[str, float]:
    """p50_ms and p95_ms."""
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50_ms": round(float(p50), 3), "p95_ms": round(float(p95), 3)}
