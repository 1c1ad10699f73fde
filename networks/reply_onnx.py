"""Runs a reply bundle on a CPU with ONNX Runtime: int8 weights, and a key–value cache that goes in and comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from networks.bundle import ONNX, BundleError
from networks.onnx_session import ERRORS_ONLY, open_session
from networks.reply_bundle import ReplyBundle

INPUTS, OUTPUTS = ("ids", "past"), ("logits", "cache")


class OnnxNetwork:
    """A loaded bundle. Safe to share between threads. Raises BundleError where the graph is not what was expected."""

    def __init__(self, bundle: ReplyBundle, threads: int = 1) -> None:
        self._session = open_session(bundle.folder, threads, ERRORS_ONLY)
        found = tuple(
            tuple(node.name for node in nodes)
            for nodes in (self._session.get_inputs(), self._session.get_outputs())
        )
        if found != (INPUTS, OUTPUTS):
            raise BundleError(
                f"{bundle.folder}: expected inputs and outputs {(INPUTS, OUTPUTS)} in {ONNX}, found {found}; train it again"
            )
        sizes = bundle.architecture
        self.positions = sizes.positions
        self._empty = np.zeros(
            (sizes.layers, 2, 1, sizes.heads, 0, sizes.width // sizes.heads), dtype=np.float32
        )

    def start(self, ids: Sequence[int]) -> tuple[np.ndarray, Any]:
        """Reads a prompt."""
        return self._run(np.array([ids], dtype=np.int64), self._empty)

    def step(self, ids: Sequence[int], cache: Any) -> tuple[np.ndarray, Any]:
        """One more token in each row."""
        return self._run(np.array(ids, dtype=np.int64)[:, None], cache)

    def rows(self, cache: Any, rows: Sequence[int]) -> Any:
        """A cache of these rows."""
        return cache[:, :, list(rows)]

    def _run(self, ids: np.ndarray, cache: np.ndarray) -> tuple[np.ndarray, Any]:
        logits, cache = self._session.run(list(OUTPUTS), {"ids": ids, "past": cache})
        return logits, cache
