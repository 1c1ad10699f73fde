"""A student of intents and states goes on learning either, and keeps the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from distillation import fine_tuning, held_out, incremental
from distillation.corpora import Labelled
from distillation.errors import DistillationError
from distillation.incremental import continue_intent
from distillation.intent import IntentConfig, Sources, distil_intent, presets
from distillation.state import StateSources, distil_state
from distillation.state_config import StateConfig
from distillation.state_corpus import Dialogue, Exchange
from distillation.state_slots import schema_of
from distillation.state_student import beginning, going_on
from distillation.student_losses import Weight
from distillation.teachers import FrozenTeacher
from distillation.trainer import TrainerConfig
from networks.bundle import read_bundle
from networks.onnx_model import OnnxModel
from networks.state_schema import Schema, Slot
from networks.student import load_student
from tests.distillation.conftest import FRAMES


def examples(*intents: str) -> Labelled:
    pairs = [(frame.format(intent), intent) for intent in intents for frame in FRAMES]
    return Labelled([text for text, _ in pairs], [intent for _, intent in pairs])


def dialogues(values: tuple[str, ...] = ("refund", "invoice")) -> list[Dialogue]:
    return [
        Dialogue(f"d{at}", (Exchange("", frame.format(values[at % len(values)]), {"wish": values[at % len(values)]}),))
        for at, frame in enumerate(FRAMES * 4)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def config() -> IntentConfig:
    base = presets("quick", (), 1)
    training = replace(base.learning.training, epochs=2, batch=16, learning_rate=5e-3)
    return replace(base, learning=replace(base.learning, training=training, min_steps=40), exemplars=4)


@pytest.fixture(scope="module")
def tracker(tiny_body: Path, config: IntentConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("students")
    distil_intent(Sources(examples("refund", "invoice")), tiny_body, folder / "intents", config)
    found = dialogues()
    fast = replace(StateConfig(), copies=0, learning=TrainerConfig(epochs=2, batch=16, learning_rate=3e-3))
    distil_state(StateSources(found, schema_of(found)), folder / "intents", folder / "both", fast)
    return folder / "both"


def test_new_intents_leave_the_tracker_where_it_was(
    tracker: Path, config: IntentConfig, tmp_path: Path
) -> None:
    card = continue_intent(tracker, Sources(examples("cancel")), tmp_path / "next", config)
    before, after = read_bundle(tracker), read_bundle(tmp_path / "next")
    assert after.labels["intent"] == (*before.labels["intent"], "cancel")
    assert after.state == before.state
    assert card["state"]["seen_values"] == before.provenance["state"]["seen_values"]
    one, other = load_student(before).state, load_student(after).state
    assert one is not None and other is not None
    for name, weight in one.state_dict().items():
        assert torch.equal(weight, other.state_dict()[name]), name


def test_a_tracker_of_the_same_slots_goes_on_with_the_values_it_knew(tracker: Path) -> None:
    head = load_student(read_bundle(tracker)).state
    assert head is not None
    student, _, _ = beginning(tracker, schema_of(dialogues(("invoice", "label", "refund"))), seed=3)
    assert student.state is not None
    assert torch.equal(student.state.gate, head.gate)
    assert torch.equal(student.state.value[[0, 2]], head.value)
    assert student.state.value.shape[0] == 3


def test_a_tracker_of_other_slots_begins_anew(tracker: Path) -> None:
    head = load_student(read_bundle(tracker)).state
    assert head is not None
    other = [
        Dialogue(one.name, tuple(Exchange(e.system, e.user, {"aim": e.state["wish"]}) for e in one.exchanges))
        for one in dialogues()
    ]
    student, _, _ = beginning(tracker, schema_of(other), seed=3)
    assert student.state is not None
    assert not torch.equal(student.state.gate, head.gate)


def test_a_dev_part_is_what_the_report_is_about(tracker: Path, config: IntentConfig, tmp_path: Path) -> None:
    dev = Labelled(["yes cancel please", "send an invoice over"], ["cancel", "refund"])  # a wrong label
    card = continue_intent(tracker, Sources(examples("cancel"), dev=dev), tmp_path / "next", config)
    assert card["forgetting"]["known_before"] == 0.0
    assert card["forgetting"]["new_after"] == 1.0
    assert card["held_out"] == held_out.digests(dev.texts)
    kept = (tmp_path / "next" / "exemplars.jsonl").read_text(encoding="utf-8")
    assert not any(text in kept for text in dev.texts)


def test_a_dev_part_with_an_intent_of_its_own_is_refused(
    tracker: Path, config: IntentConfig, tmp_path: Path
) -> None:
    dev = Labelled(["where does it come from"], ["origin"])
    with pytest.raises(DistillationError, match="origin"):
        continue_intent(tracker, Sources(examples("cancel"), dev=dev), tmp_path / "next", config)


def test_exemplars_like_the_dev_part_are_not_rehearsed_but_new_examples_like_it_are_refused(
    tracker: Path, config: IntentConfig, tmp_path: Path
) -> None:
    known = (tracker / "exemplars.jsonl").read_text(encoding="utf-8")
    text = next(frame.format("refund") for frame in FRAMES if frame.format("refund") in known)
    dev = Labelled([text], ["refund"])
    card = continue_intent(tracker, Sources(examples("cancel"), dev=dev), tmp_path / "next", config)
    rehearsed = known.count("\n") - sum(text in line for line in known.splitlines())
    assert card["data"]["examples"] <= len(FRAMES) + rehearsed + 1
    with pytest.raises(DistillationError, match="held-out"):
        continue_intent(tracker, Sources(examples("refund"), dev=dev), tmp_path / "again", config)


def test_teachers_that_are_named_learn_everything_and_the_earlier_self_is_one_voice_among_theirs(
    tracker: Path, config: IntentConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def embed(texts: list[str]) -> np.ndarray:
        wanted = ("refund", "invoice", "cancel")
        return np.array([[float(word in text) for word in wanted] for text in texts], np.float32)

    monkeypatch.setattr(fine_tuning, "load_teacher", lambda name: FrozenTeacher(name, embed))
    train = examples("refund", "invoice", "cancel")
    dev = Labelled(
        ["a refund is due", "the invoice, kindly", "oh cancel that"], ["refund", "invoice", "cancel"]
    )
    config = replace(config, teachers=("narrow",))
    sources = Sources(train, dev=dev, unlabelled=["what about a refund", "that invoice of yours"])
    card = continue_intent(tracker, sources, tmp_path / "next", config, tmp_path / "cache")
    for voices in card["teachers"]["weights"].values():
        assert set(voices) == {"narrow", "the earlier student"}
        assert sum(voices.values()) == pytest.approx(1.0, abs=0.001)
        # The earlier self gives nothing to the intent that it does not know.
        assert voices["narrow"] > 0.5
    assert card["teachers"]["dev_accuracy"]["fused"] == 1.0
    assert card["teachers"]["dev_accuracy"]["the earlier student"] <= 0.67


def test_with_new_dialogues_alone_it_knows_what_it_knew(
    tracker: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = read_bundle(tracker).state
    assert known is not None
    few = [Dialogue("d", (Exchange("", "two refunds please", {"wish": "refund"}),))] * 4
    assert going_on(schema_of(few), tracker, guessed=True) == known.schema
    opened = Schema((Slot("wish", values=("refund", "label")),))
    assert going_on(opened, tracker, guessed=False).slots[0].values == ("invoice", "refund", "label")
    other = Schema((Slot("aim"),))
    assert going_on(other, tracker, guessed=False) == other
    assert "begins anew" in capsys.readouterr().err
    assert going_on(other, tmp_path, guessed=False) == other


def test_what_it_was_chosen_by_stays_held_out(
    tracker: Path, config: IntentConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_out, "LEAST", 1)
    data = examples("cancel", "refund")
    dev = Labelled(["would you refund that for me"], ["refund"])
    first = continue_intent(tracker, Sources(data, dev=dev), tmp_path / "first", config)
    data = Labelled([*data.texts, *dev.texts], [*data.intents, *dev.intents])
    second = continue_intent(tmp_path / "first", Sources(data), tmp_path / "second", config)
    assert first["held_out"] == second["held_out"] == held_out.digests(dev.texts)


def test_what_is_drawn_from_what_it_may_have_learned_does_not_count_as_held_out(
    tracker: Path, config: IntentConfig, tmp_path: Path
) -> None:
    assert continue_intent(tracker, Sources(examples("cancel")), tmp_path / "next", config)["held_out"] == []


def test_a_tracker_is_chosen_by_the_dialogues_that_it_was_chosen_by_before(
    tracker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_out, "LEAST", 1)
    found = dialogues()
    fast = replace(StateConfig(), copies=0, seed=7, learning=TrainerConfig(epochs=1, batch=16))
    card = distil_state(StateSources(found, schema_of(found)), tracker, tmp_path, fast)
    before = read_bundle(tracker).provenance["state"]
    assert card["held_out"] == before["held_out"]
    assert (
        card["data"]["dev_dialogues"] >= before["data"]["dev_dialogues"]
    )  # the same words stand in several dialogues


def test_what_resembles_the_held_out_is_not_learned_either() -> None:
    texts = [
        *(f"text number {at} about thing {at * 7}" for at in range(60)),
        "I want my money back now",
        "i want my money back now!",
    ]
    parts = held_out.parted(texts, held_out.digests([*texts[:50], texts[60]]))
    assert parts is not None
    learned, held = parts
    assert 60 in held and 61 not in held and 61 not in learned
    assert held_out.parted(texts, held_out.digests(texts[:3])) is None


def test_its_sentence_vectors_stay_near_what_they_were(
    tracker: Path, config: IntentConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(name: str) -> float:
        continue_intent(tracker, Sources(examples("cancel")), tmp_path / name, config)
        old, new = (OnnxModel(read_bundle(folder)) for folder in (tracker, tmp_path / name))
        texts = examples("refund", "cancel").texts
        pairs = zip(old.predict_batch(texts), new.predict_batch(texts), strict=True)
        return float(np.mean([1 - _cosine(a.embedding, b.embedding) for a, b in pairs]))

    kept = moved("kept")
    monkeypatch.setattr(incremental, "_KEPT", Weight(0.0, 0.0))
    assert kept < moved("free")


def test_it_goes_on_feeling_what_it_felt_of_messages(
    tiny_body: Path, config: IntentConfig, tmp_path: Path
) -> None:
    lines = (["bad bad bad", "so so", "good good good"] * 8, ["negative", "neutral", "positive"] * 8)
    distil_intent(
        Sources(examples("refund", "invoice"), sentiment=lines), tiny_body, tmp_path / "first", config
    )
    only_bad = (["bad bad", "bad bad bad bad", "bad"], ["negative"] * 3)
    continue_intent(
        tmp_path / "first", Sources(examples("cancel"), sentiment=only_bad), tmp_path / "next", config
    )

    def felt(name: str) -> float:
        found = OnnxModel(read_bundle(tmp_path / name)).predict_batch(examples("refund", "cancel").texts)
        return float(np.mean([dict(one.sentiment)["negative"] for one in found]))

    assert felt("next") < felt("first") + 0.15


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))
