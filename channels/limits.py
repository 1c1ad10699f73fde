"""How often something may be done, by session and by network address."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from channels.web_errors import WebError


class RateLimits:
    """Named limits such as {"send": "20/minute;200/hour"}. Raises ValueError for a rule it does not understand.

    Counts are of this process alone, and gone with it. Windows are fixed: the library's moving ones never forget a
    name in memory.
    """

    def __init__(self, rules: dict[str, str]) -> None:
        self._rules: dict[str, list[RateLimitItem]] = {
            name: parse_many(rule) if rule else [] for name, rule in rules.items()
        }
        self._storage = MemoryStorage()  # the limiter itself holds it by a weak reference only
        self._limiter = FixedWindowRateLimiter(self._storage)

    def hit(self, name: str, who: str) -> None:
        """Count one more of `name` by `who`. Raises WebError("slow_down") once it is too much."""
        for item in self._rules[name]:
            if not self._limiter.hit(item, name, who):
                reset, _ = self._limiter.get_window_stats(item, name, who)
                raise WebError("slow_down", retry_after=max(1, math.ceil(reset - time.time())))

    def check(self, name: str, who: str) -> None:
        """Raises WebError("slow_down") when there was too much of `name` already; counts nothing."""
        for item in self._rules[name]:
            if not self._limiter.test(item, name, who):
                reset, _ = self._limiter.get_window_stats(item, name, who)
                raise WebError("slow_down", retry_after=max(1, math.ceil(reset - time.time())))


def client_address(peer: str, forwarded: str | None, proxies: int) -> str:
    """Whom to count as one: the address that the outermost of `proxies` trusted proxies saw, an IPv6 one by its /64.

    `forwarded` is X-Forwarded-For; anybody can write into it, so that only its last `proxies` entries count.
    """
    hops = [hop.strip() for hop in (forwarded or "").split(",") if hop.strip()]
    address = hops[-proxies] if 0 < proxies <= len(hops) else peer
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return peer
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
