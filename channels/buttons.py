"""What a button carries over the wire: which button of which message it is, signed for its conversation.

The payload itself never leaves the shop's database.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from channels.sessions import subkey

_VALUE = re.compile(r"([1-9]\d{0,8})\.(\d{1,2})\.([0-9a-f]{32})", re.ASCII)


def signed_button(secret: str, conversation_id: str, seq: int, index: int) -> str:
    """For the button at `index` (from 0) of message `seq`."""
    return f"{seq}.{index}.{_mac(secret, conversation_id, seq, index)}"


def pressed_button(secret: str, conversation_id: str, value: str) -> tuple[int, int] | None:
    """(seq, index), or None for a value that was not signed for this conversation."""
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    seq, index = int(match[1]), int(match[2])
    return (seq, index) if hmac.compare_digest(_mac(secret, conversation_id, seq, index), match[3]) else None


def _mac(secret: str, conversation_id: str, seq: int, index: int) -> str:
    text = f"{conversation_id}\0{seq}\0{index}".encode()
    return hmac.new(subkey(secret, "button"), text, hashlib.sha256).hexdigest()[:32]
