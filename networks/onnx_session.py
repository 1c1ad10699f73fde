"""A bundle's graph in ONNX Runtime, on the CPU."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

from networks.bundle import ONNX
from networks.errors import BundleError

ERRORS_ONLY = 3  # what the library says of itself


def open_session(folder: Path, threads: int, log_level: int | None = None) -> onnxruntime.InferenceSession:
    """Loads the graph of a bundle; one forward pass uses so many threads. Raises BundleError."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    if log_level is not None:
        options.log_severity_level = log_level
    try:
        return onnxruntime.InferenceSession(str(folder / ONNX), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises bare exceptions of its own
        raise BundleError(f"{folder}: {error}; train the bundle again with this version") from error
