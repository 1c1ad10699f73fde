"""The intent recipe from examples to a bundle that answers, with a tiny body and real files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from distillation import intent as recipe
from distillation import opinions
from distillation.__main__ import main
from distillation.corpora import Labelled, own_outliers
from distillation.errors import DistillationError
from distillation.forgetting import forgetting, summary
from distillation.incremental import continue_intent
from distillation.intent import IntentConfig, Sources, distil_intent, presets
from distillation.student_losses import Weight
from distillation.teachers import FrozenTeacher
from networks.bundle import read_bundle
from networks.onnx_model import OnnxModel
from networks.student import load_student
from tests.distillation.conftest import FRAMES

ZH = ("我要{}", "{}了吗", "请{}", "{}吧", "想{}", "怎么{}", "能{}吗", "{}谢谢")
SUBJECTS = {"refund": ("refund", "退款"), "invoice": ("invoice", "发票"), "cancel": ("cancel", "取消")}


def _examples(intents: tuple[str, ...]) -> Labelled:
    texts, names = [], []
    for intent in intents:
        english, chinese = SUBJECTS[intent]
        for text in [*(frame.format(english) for frame in FRAMES), *(frame.format(chinese) for frame in ZH)]:
            texts.append(text)
            names.append(intent)
    return Labelled(texts, names)


@pytest.fixture(scope="module")
def config() -> IntentConfig:
    base = presets("quick", (), 1)
    learning = replace(
        base.learning,
        training=replace(base.learning.training, epochs=3, batch=16, learning_rate=5e-3),
        min_steps=90,
    )
    return replace(base, learning=learning, exemplars=6)


@pytest.fixture(scope="module")
def bundle(tiny_body: Path, config: IntentConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle")
    sentiment = (["money money", "where where", "please please"], ["positive", "negative", "neutral"])
    sources = Sources(
        _examples(("refund", "invoice")), outliers=["天气", "parcel 9 9", "where"], sentiment=sentiment
    )
    distil_intent(sources, tiny_body, out, config)
    return out


def test_the_bundle_answers_in_both_languages(bundle: Path) -> None:
    model = OnnxModel(read_bundle(bundle))
    for text, intent in (("the refund please", "refund"), ("请发票", "invoice")):
        assert model.predict(text).intents[0][0] == intent
    assert model.predict("refund").language[0][0] == "en"
    assert model.predict("我要退款").language[0][0] == "zh"
    assert {name for name, _ in model.predict("refund").sentiment} == {"negative", "neutral", "positive"}
    assert np.isfinite(model.predict("").oos_score)


def test_torch_and_onnx_say_the_same(bundle: Path) -> None:
    read = read_bundle(bundle)
    model, student = OnnxModel(read), load_student(read)
    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    tokens = torch.tensor([tokenizer.encode("refund now").ids])
    with torch.inference_mode():
        logits = student(tokens, torch.ones_like(tokens))["intent"][0] / read.temperature
    told = dict(model.predict("refund now").intents)
    exact = torch.softmax(logits, 0).tolist()
    assert [told[name] for name in read.labels["intent"]] == pytest.approx(exact, abs=0.1)


def test_a_batch_is_answered_like_its_texts(bundle: Path) -> None:
    model = OnnxModel(read_bundle(bundle))
    texts = ["refund", "can you please do the invoice again", ""]
    for one, many in zip([model.predict(text) for text in texts], model.predict_batch(texts), strict=True):
        # Dynamic int8 has one scale for a whole batch; a body as tiny as this one feels it.
        assert dict(many.intents) == pytest.approx(dict(one.intents), abs=0.3)
        assert many.embedding @ one.embedding > 0.9 * np.linalg.norm(many.embedding) * np.linalg.norm(
            one.embedding
        )
    assert model.predict_batch([]) == []


def test_the_run_card_tells_what_was_done(bundle: Path) -> None:
    card = json.loads((bundle / "run.json").read_text(encoding="utf-8"))
    assert card["data"]["examples"] == 36
    assert card["data"]["sha256"] == _examples(("invoice", "refund")).sha256 != _examples(("cancel",)).sha256
    assert card["recipe"]["learning"]["training"]["seed"] == 1
    assert card["parameters"] == read_bundle(bundle).provenance["parameters"] > 1000


def test_it_learns_on_without_forgetting(bundle: Path, config: IntentConfig, tmp_path: Path) -> None:
    card = continue_intent(bundle, Sources(_examples(("cancel",))), tmp_path / "next", config)
    model = OnnxModel(read_bundle(tmp_path / "next"))
    assert model.bundle.labels["intent"] == ("invoice", "refund", "cancel")
    for text, intent in (
        ("cancel it please", "cancel"),
        ("the refund please", "refund"),
        ("请发票", "invoice"),
    ):
        assert model.predict(text).intents[0][0] == intent
    assert card["data"]["new_labels"] == ["cancel"]
    assert card["forgetting"]["new_after"] > 0.5


def test_the_old_student_is_never_overwritten(bundle: Path, config: IntentConfig) -> None:
    with pytest.raises(DistillationError, match="another folder"):
        continue_intent(bundle, Sources(_examples(("cancel",))), bundle, config)


def test_forgetting_is_told_by_intent() -> None:
    gold = ["a", "a", "b", "new"]
    report = forgetting(gold, ["a", "a", "b", "a"], ["a", "b", "b", "new"], {"a", "b"})
    assert [(entry.intent, entry.before, entry.after) for entry in report] == [
        ("a", 1, 0.5),
        ("b", 1, 1),
        ("new", None, 1),
    ]
    # Three examples of known intents: all right before, two after.
    assert summary(report) == {
        "known_before": 1.0,
        "known_after": 0.6667,
        "new_after": 1.0,
        "intents_that_lost": 1,
    }


def test_the_same_seed_makes_the_same_student(tiny_body: Path, config: IntentConfig, tmp_path: Path) -> None:
    for name in ("a", "b"):
        distil_intent(Sources(_examples(("refund", "invoice"))), tiny_body, tmp_path / name, config)
    first, second = (read_bundle(tmp_path / name).provenance for name in ("a", "b"))
    assert first == second
    assert (tmp_path / "a/model.safetensors").read_bytes() == (tmp_path / "b/model.safetensors").read_bytes()


def _lines(file: Path, rows: list[dict[str, str]]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("train", "dev", "said"),
    [
        ([("a", "x"), ("b", "x")], None, "two intents"),
        (
            [("where is my order", "x"), ("refund", "y")],
            [("Where is my order?", "x")],
            "stand in the training text",
        ),
        ([("order", "x"), ("refund", "y")], [("hello there", "z")], "lacks: z"),
        ([], None, "found none"),
    ],
)
def test_the_command_says_what_is_wrong(
    tiny_body: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], train, dev, said: str
) -> None:
    files = ["--train", str(_lines(tmp_path / "t.jsonl", [{"text": t, "intent": i} for t, i in train]))]
    if dev:
        files += ["--dev", str(_lines(tmp_path / "d.jsonl", [{"text": t, "intent": i} for t, i in dev]))]
    assert (
        main(["intent", *files, "--teacher", "none", "--body", str(tiny_body), "--out", str(tmp_path / "o")])
        == 1
    )
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("named", "count"), [([], len(own_outliers())), (["none"], 0), (["{file}"], 2)])
def test_what_is_out_of_scope_is_the_projects_own_where_nothing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: list[str], count: int
) -> None:
    found: list[Sources] = []
    monkeypatch.setattr(recipe, "distil_intent", lambda sources, *_: found.append(sources) or {})
    train = _lines(
        tmp_path / "t.jsonl", [{"text": "refund", "intent": "x"}, {"text": "order", "intent": "y"}]
    )
    outside = _lines(tmp_path / "o.jsonl", [{"text": "what is the weather"}, {"text": "天气"}])
    flags = [part for name in named for part in ("--out-of-scope", name.format(file=outside))]
    assert (
        main(["intent", "--train", str(train), "--teacher", "none", *flags, "--out", str(tmp_path / "b")])
        == 0
    )
    assert len(found[0].outliers) == count


def test_a_teacher_that_is_not_there_is_named_with_three_ways(
    tiny_body: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"text": text, "intent": intent}
        for text, intent in zip(*vars(_examples(("refund", "cancel"))).values(), strict=True)
    ]
    file = _lines(tmp_path / "t.jsonl", rows)
    there = ["--body", str(tiny_body), "--out", str(tmp_path / "o"), "--cache", str(tmp_path / "c")]
    assert main(["intent", "--train", str(file), "--teacher", str(tmp_path / "nowhere"), *there]) == 1
    said = capsys.readouterr().err
    assert all(way in said for way in ("hub id", "local checkpoint", "package", "make teachers"))


def test_an_embedding_to_imitate_has_the_students_width(
    tiny_body: Path, config: IntentConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def embed(texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 5)) * np.arange(1, len(texts) + 1)[:, None]

    monkeypatch.setattr(opinions, "load_teacher", lambda name: FrozenTeacher(name, embed))
    imitating = replace(config.learning, weights=replace(config.learning.weights, embedding=Weight(1, 1)))
    config = replace(config, teachers=("narrow",), learning=imitating)
    with pytest.raises(DistillationError, match="24 numbers"):
        distil_intent(Sources(_examples(("refund", "invoice"))), tiny_body, tmp_path, config)
