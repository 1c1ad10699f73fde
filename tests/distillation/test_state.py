"""The state recipe from dialogues to a bundle that tracks, with a tiny body and real files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from distillation import state_teacher
from distillation.__main__ import main
from distillation.errors import DistillationError
from distillation.general import load_body
from distillation.state import StateSources, distil_state
from distillation.state_config import StateConfig
from distillation.state_corpus import Dialogue, Exchange
from distillation.state_slots import schema_of
from distillation.teachers import FrozenTeacher, TransformerTeacher
from distillation.trainer import TrainerConfig
from networks.belief_state import BeliefState
from networks.bundle import MANIFEST, read_bundle
from networks.onnx_model import OnnxModel
from networks.state_input import Turn
from networks.torch_model import TorchModel

NUMBERS = [str(number) for number in range(1001, 1161)]


def dialogues() -> list[Dialogue]:
    """An order by its number, and a wish: refund or invoice."""
    found = []
    for at, number in enumerate(NUMBERS):
        wish, said = (("refund", "refund 退款"), ("invoice", "发票 invoice"))[at % 2]
        first = Exchange("", f"order {number} please", {"order_id": f"ORD-{number}"})
        second = Exchange("where", said, {"order_id": f"ORD-{number}", "wish": wish})
        found.append(Dialogue(f"d{at}", (first, second)))
    return found


@pytest.fixture(scope="module")
def schema_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("schema") / "schema.json"
    slots = {
        "order_id": {"type": "span", "format": "ORD-<digits>"},
        "wish": {"type": "closed", "values": ["invoice", "refund"]},
    }
    file.write_text(json.dumps({"slots": slots}))
    return file


@pytest.fixture(scope="module")
def config() -> StateConfig:
    fast = TrainerConfig(epochs=4, batch=16, learning_rate=3e-3, head_rate=3.0)
    return replace(StateConfig(), copies=1, learning=fast)


@pytest.fixture(scope="module")
def bundle(
    tiny_body: Path, schema_file: Path, config: StateConfig, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("tracker")
    found = dialogues()
    distil_state(StateSources(found, schema_of(found, schema_file)), tiny_body, out, config)
    return out


def test_it_tracks_what_it_was_never_told(bundle: Path) -> None:
    model = OnnxModel(read_bundle(bundle))
    (said,) = model.predict_turns([Turn("order 7345 please")])
    assert [(change.slot, change.value) for change in said.changes] == [("order_id", "ORD-7345")]
    state = BeliefState({"order_id": "ORD-7345"})
    (said,) = model.predict_turns([Turn("refund 退款", "where", state)])
    assert [(change.slot, change.value, change.operation) for change in said.changes] == [
        ("wish", "refund", "set")
    ]
    (said,) = model.predict_turns([Turn("发票 invoice", "where", BeliefState({"wish": "refund"}))])
    assert [(change.value, change.operation) for change in said.changes] == [("invoice", "correct")]


def test_onnx_and_torch_agree(bundle: Path) -> None:
    read = read_bundle(bundle)
    turns = [
        Turn("order 4711 please"),
        Turn("", "where"),
        Turn("refund 退款", "where", BeliefState({"order_id": "ORD-1"})),
    ]
    by_onnx = [said.changes for said in OnnxModel(read).predict_turns(turns)]
    by_torch = [said.changes for said in TorchModel(read, "cpu").predict_turns(turns)]
    assert [[(c.slot, c.value) for c in one] for one in by_onnx] == [
        [(c.slot, c.value) for c in one] for one in by_torch
    ]


def test_the_message_reads_the_same_with_and_without_a_context(bundle: Path) -> None:
    model = TorchModel(read_bundle(bundle), "cpu")
    alone, inside = model.predict_turns([Turn("refund please")]) + model.predict_turns(
        [Turn("refund please", "where is the parcel", BeliefState({"order_id": "ORD-1042"}))]
    )
    assert np.allclose(alone.embedding, inside.embedding, atol=1e-5)


def test_the_run_card_tells_what_was_done(bundle: Path) -> None:
    card = read_bundle(bundle).provenance["state"]
    assert card["data"]["dialogues"] == len(NUMBERS)
    assert card["dev_joint_goal_accuracy"] > 0.9
    assert card["seen_values"]


def test_a_damaged_state_part_is_told_at_the_door(bundle: Path, tmp_path: Path) -> None:
    from networks.errors import BundleError

    for name in (file.name for file in bundle.iterdir() if file.is_file()):
        (tmp_path / name).write_bytes((bundle / name).read_bytes())
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    manifest["state"]["schema"]["slots"]["more"] = {"type": "span"}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="state_"):
        OnnxModel(read_bundle(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--train", "none.jsonl"], "cannot be read"),
        (["--train", "{train}", "--schema", "none.json"], "schema"),
        (["--train", "{train}", "--teacher", "none", "--from", "{empty}"], "body"),
    ],
)
def test_what_cannot_be_done_is_told(
    tiny_body: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    train = tmp_path / "train.jsonl"
    rows = [
        {"turns": [{"system": e.system, "user": e.user, "state": e.state} for e in d.exchanges]}
        for d in dialogues()[:8]
    ]
    train.write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "empty").mkdir()
    given = [one.format(train=train, empty=tmp_path / "empty") for one in arguments]
    start = [] if "--from" in given else ["--from", str(tiny_body)]
    assert main(["state", *given, *start, "--out", str(tmp_path / "out")]) == 1
    assert said in capsys.readouterr().err


def test_a_taught_teacher_is_kept_and_labels_text_that_has_no_state(
    tiny_body: Path, schema_file: Path, config: StateConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = dialogues()
    sources = StateSources(
        found[:120], schema_of(found, schema_file), test=found[120:], texts=["refund please", "order 4711"]
    )
    teaching = replace(config.learning, epochs=2)
    taught = replace(config, teachers=("tiny",), teaching=teaching, learning=teaching)

    def tiny_teacher(name: str) -> TransformerTeacher:
        tokenizer, body = load_body(tiny_body)
        return TransformerTeacher(name, body, tokenizer, pad=1)

    monkeypatch.setattr(state_teacher, "load_teacher", tiny_teacher)
    cache = tmp_path / "cache"
    first = distil_state(sources, tiny_body, tmp_path / "first", taught, cache)
    assert first["data"]["unlabelled"] == 2
    monkeypatch.setattr(state_teacher, "train", lambda *_: pytest.fail("the teacher learned the same twice"))
    again = distil_state(sources, tiny_body, tmp_path / "again", taught, cache)
    assert again["teachers"] == first["teachers"]
    with pytest.raises(pytest.fail.Exception):
        distil_state(sources, tiny_body, tmp_path / "other", replace(taught, smoothing=0.1), cache)


def test_a_teacher_without_vectors_of_tokens_is_refused(
    tiny_body: Path, schema_file: Path, config: StateConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_teacher, "load_teacher", lambda name: FrozenTeacher(name, np.zeros))
    found = dialogues()[:8]
    with pytest.raises(DistillationError, match="transformer"):
        distil_state(
            StateSources(found, schema_of(found, schema_file)),
            tiny_body,
            tmp_path,
            replace(config, teachers=("use",)),
        )
