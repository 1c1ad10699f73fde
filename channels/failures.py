"""Errors in log lines: what and where, without their texts, which may hold what a customer said."""

from __future__ import annotations

import traceback
from pathlib import Path


def place(error: BaseException) -> str:
    """Such as "KeyError at web_chat.py:120 < web_http.py:88": the last places, innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
