"""Runs a bundle on a CPU with ONNX Runtime: one forward pass, all heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from networks.bundle import ONNX, TOKENIZER, Bundle, BundleError

_LONGEST_TEXT = 2000  # characters; more than max_tokens tokens hold anyway


@dataclass(frozen=True)
class Prediction:
    """What the student says of one text: the intents, likeliest first, and its sentence embedding (hidden,)."""

    intents: tuple[tuple[str, float], ...]
    embedding: np.ndarray


class OnnxModel:
    """A loaded bundle. Safe to share between threads."""

    def __init__(self, bundle: Bundle, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(bundle.folder / ONNX), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(bundle.folder / TOKENIZER))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise BundleError(
                f"{bundle.folder}: {error}; train the bundle again with this version"
            ) from error
        self._tokenizer.enable_truncation(bundle.max_tokens)
        self._tokenizer.no_padding()
        self._labels = bundle.labels["intent"]
        self._temperature = bundle.temperature
        found = self._session.get_outputs()[0].shape[-1]
        if found != len(self._labels):
            raise BundleError(
                f"{bundle.folder}: expected {len(self._labels)} intents in {ONNX}, found {found}; train it again"
            )

    def predict(self, text: str) -> Prediction:
        """Intents and embedding of one text; an empty text is as good as any."""
        ids = np.asarray([self._tokenizer.encode(text[:_LONGEST_TEXT]).ids], dtype=np.int64)  # (1, length)
        logits, embedding = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        scaled = logits[0].astype(np.float64) / self._temperature
        exponents = np.exp(scaled - scaled.max())
        probabilities = exponents / exponents.sum()
        order = np.argsort(-probabilities)
        return Prediction(tuple((self._labels[i], float(probabilities[i])) for i in order), embedding[0])
