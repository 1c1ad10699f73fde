"""Counting, and whom to count as one."""

from __future__ import annotations

import gc

import pytest

from channels.limits import RateLimits, client_address
from channels.web_errors import WebError


def test_each_name_and_each_person_is_counted_apart() -> None:
    limits = RateLimits({"send": "2/minute", "begin": "1/hour", "free": ""})
    gc.collect()
    for _ in range(2):
        limits.hit("send", "ann")
    with pytest.raises(WebError) as slow:
        limits.hit("send", "ann")
    assert slow.value.code == "slow_down" and 1 <= slow.value.details["retry_after"] <= 61
    limits.hit("send", "bo")
    limits.hit("begin", "ann")
    with pytest.raises(WebError):
        limits.check("begin", "ann")
    limits.check("begin", "bo")
    for _ in range(100):
        limits.hit("free", "ann")


def test_the_strictest_rule_counts() -> None:
    limits = RateLimits({"send": "100/minute;3/hour"})
    for _ in range(3):
        limits.hit("send", "ann")
    with pytest.raises(WebError) as slow:
        limits.hit("send", "ann")
    assert slow.value.details["retry_after"] > 60


def test_a_rule_that_is_none() -> None:
    with pytest.raises(ValueError):
        RateLimits({"send": "often"})


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        (None, 0, "192.0.2.1"), ("8.8.8.8", 0, "192.0.2.1"), ("8.8.8.8", 1, "8.8.8.8"),
        ("1.1.1.1, 8.8.8.8", 1, "8.8.8.8"), ("1.1.1.1, 8.8.8.8, 9.9.9.9", 2, "8.8.8.8"), ("1.1.1.1", 2, "192.0.2.1"),
        ("nonsense", 1, "192.0.2.1"), ("2001:db8:1:2:3::4", 1, "2001:db8:1:2::/64"), ("::ffff:8.8.8.8", 1, "8.8.8.8"),
    ],
)  # fmt: skip
def test_whom_to_count_as_one(forwarded: str | None, proxies: int, address: str) -> None:
    assert client_address("192.0.2.1", forwarded, proxies) == address
