"""What a student that learns to track goes on saying of messages, and what it learns of them beside."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from distillation.keeping import keeping_losses, towards
from distillation.state import StateSources, intents_to_learn
from networks.bundle import Bundle


def test_a_target_moves_half_way_to_the_right_class() -> None:
    logits = np.log(np.array([[0.2, 0.8], [0.6, 0.4]], np.float32))
    told = np.exp(towards(logits, np.array([0, -1])))
    assert told[0] == pytest.approx([0.6, 0.4])  # half of (0.2, 0.8) and half of (1, 0)
    assert told[1] == pytest.approx([0.6, 0.4])  # nobody says what is right: as it was


def test_heads_by_divergence_and_vectors_by_angle() -> None:
    now = {"embedding": torch.tensor([[1.0, 0.0]]), "intent": torch.zeros(1, 2)}
    before = {"embedding": torch.tensor([[0.0, 2.0]]), "intent": torch.tensor([[math.log(3), 0.0]])}
    divergence = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)
    assert keeping_losses(now, before).item() == pytest.approx(1.0 + divergence)


def test_intents_of_the_dev_part_and_of_what_resembles_it_stay_unlearned() -> None:
    from distillation.held_out import digests

    held = [f"where is my parcel number {'abcdefghij'[at % 10]}{at}" for at in range(60)]
    told = {text: "track_order" for text in held} | {"give me my money": "get_refund", "sing": "unknown"}
    sources = StateSources([], schema=None, intents=told)  # type: ignore[arg-type]  # neither is read
    labels = {"intent": ("get_refund", "track_order")}
    bundle = Bundle(
        Path(), labels, 1.0, "confidence", 1.0, None, 64, {"held_out": digests(held)}, False, None, ""
    )
    assert intents_to_learn(sources, bundle) == {"give me my money": 0}
