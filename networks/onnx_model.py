"""Runs a bundle on a CPU with ONNX Runtime: one forward pass, all heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from networks.bundle import ONNX, Bundle, BundleError
from networks.onnx_session import open_session
from networks.prediction import Prediction, predictions
from networks.state_input import STATE_INPUTS, STATE_OUTPUTS, Turn
from networks.tokens import Tokens


class OnnxModel:
    """A loaded bundle. Safe to share between threads."""

    def __init__(self, bundle: Bundle, threads: int = 1) -> None:
        self._session = open_session(bundle.folder, threads)
        self._tokens = Tokens(bundle)
        self.bundle = bundle
        self._check_outputs()

    def predict(self, text: str) -> Prediction:
        """What the student says of one text; an empty text is as good as any."""
        return self.predict_batch([text])[0]

    def predict_batch(self, texts: Sequence[str]) -> list[Prediction]:
        """What the student says of each text, from one forward pass."""
        return self.predict_turns([Turn(text) for text in texts])

    def predict_turns(self, turns: Sequence[Turn]) -> list[Prediction]:
        """What the student says of each message in its conversation, from one forward pass."""
        if not turns:
            return []
        batch = self._tokens.turns(turns)
        outputs = self._session.run(self._names, batch.arrays)
        return predictions(self.bundle, dict(zip(self._names, outputs, strict=True)), batch.turns)

    def _check_outputs(self) -> None:
        found = {output.name: output.shape for output in self._session.get_outputs()}
        wanted = {*self.bundle.labels, "embedding"} | ({self.bundle.oos_score} - {"confidence"})
        wanted |= set(STATE_OUTPUTS) if self.bundle.state else set()
        missing = sorted(wanted - set(found))
        if missing:
            raise BundleError(
                f"{self.bundle.folder}: expected the outputs {', '.join(missing)} in {ONNX}, found {', '.join(found)}; "
                "train it again"
            )
        for head, labels in self.bundle.labels.items():
            if found[head][-1] != len(labels):
                raise BundleError(
                    f"{self.bundle.folder}: expected {len(labels)} labels of the head {head} in {ONNX}, found "
                    f"{found[head][-1]}; train it again"
                )
        self._check_state(found)
        self._names = [name for name in found if name in wanted]

    def _check_state(self, found: dict[str, list[Any]]) -> None:
        if self.bundle.state is None:
            return
        inputs = {node.name for node in self._session.get_inputs()}
        if unread := sorted(set(STATE_INPUTS) - inputs):
            raise BundleError(
                f"{self.bundle.folder}: expected the inputs {', '.join(unread)} in {ONNX}, found {', '.join(sorted(inputs))}; "
                "train it again"
            )
        schema = self.bundle.state.schema
        wanted = {
            "state_tags": (2, 1 + len(schema.slots)), "state_gate": (1, len(schema.slots)),
            "state_value": (1, len(schema.classes)),
        }  # fmt: skip
        for name, (axis, width) in wanted.items():
            if found[name][axis] != width:
                raise BundleError(
                    f"{self.bundle.folder}: expected {width} numbers of {name} in {ONNX}, found {found[name][axis]}; train it again"
                )
