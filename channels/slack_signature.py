"""Whether a request comes from Slack: its signature over the raw body and the time at which it was made.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac

TOLERANCE_S = 300  # how old, or how far ahead, a request may be


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What Slack writes into X-Slack-Signature."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_from_slack(secret: str, timestamp: str, given: str, body: bytes, now: float) -> bool:
    """`timestamp` and `given` are the two headers, "" where missing; `now`: seconds since 1970."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    right = hmac.compare_digest(signature(secret, timestamp, body).encode(), given.encode())
    return right and abs(now - int(timestamp)) <= TOLERANCE_S
