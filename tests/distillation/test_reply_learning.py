"""What reply models learn from: the losses, fusion, their own replies, and a whole tiny run."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from distillation.__main__ import main
from distillation.errors import DistillationError
from distillation.fusion import fuse
from distillation.recipe import with_recipe
from distillation.reply import presets
from distillation.reply_examples import Example
from distillation.reply_gpt2 import Sizes, load_checkpoint, load_gpt2, new_gpt2, parameters, save_gpt2
from distillation.reply_learning import ReplyLearning, Teachers, fusion_weights, learn, loss_of
from distillation.reply_losses import Imitation, ReplyWeights, copying_logits, fused_logits, look, places
from distillation.reply_sequences import Asked, own_replies
from distillation.student_losses import Weight
from distillation.trainer import TrainerConfig
from networks.reply import open_generator
from networks.reply_context import ReplyContext
from networks.reply_copying import Copied, Copying, Source
from networks.reply_facts import Names, mark
from tests.networks.tiny_reply import tiny_model, tiny_tokens

CORPUS = Path(__file__).resolve().parents[2] / "data/corpora/reply"


def echoes(tokens: object = None) -> list[Example]:
    """After each of ten tokens the same one again, and the end."""
    end = tiny_tokens().end
    return [Example([60 + n, 3, 60 + n, end], 2) for n in range(10)]


def test_the_places_that_count_are_the_reply_s() -> None:
    mask = torch.tensor([[1, 1, 1, 1, 0], [1, 1, 1, 1, 1]])
    assert places(torch.tensor([2, 4]), mask).tolist() == [
        [False, True, True, False, False],
        [False, False, False, True, False],
    ]


def test_copying_adds_the_same_in_training_as_in_use() -> None:
    tokens, mask = torch.tensor([[60, 3, 7, 8, 9, 0]]), torch.ones(1, 6, dtype=torch.long)
    source = Source(Copied((5, 7, 8, 9, 4)), Copying(1.0, 2.0, 4.0))
    added = copying_logits(tokens, places(torch.tensor([2]), mask), [source], [2], 100)
    assert added.shape == (4, 100)
    assert added[0, [5, 7, 8, 9, 4]].tolist() == [1, 1, 1, 1, 1] and added[0, 6] == 0
    assert added[1, 8] == 3 and added[2, 9] == 7 and added[3, 4] == 7
    known, more = source.boosts(8, 7)
    assert dict(zip(known.tolist(), more.tolist(), strict=True)) == {4: 1, 5: 1, 7: 1, 8: 1, 9: 7}


def test_fused_logits_are_the_mean_of_distributions() -> None:
    logits = torch.randn(2, 5, 7)
    weights = np.array([0.3, 0.7])
    logs = torch.log_softmax(logits, -1).numpy()
    assert np.allclose(fused_logits(list(logits), weights).numpy(), fuse(logs, weights), atol=1e-5)
    assert torch.equal(fused_logits([logits[0]], np.ones(1)), logits[0])


def test_the_teacher_that_foretells_better_weighs_more() -> None:
    tokens = tiny_tokens()
    good, bad = tiny_model(tokens, 0), tiny_model(tokens, 1)
    how = ReplyLearning(training=TrainerConfig(epochs=20, batch=10, learning_rate=3e-3))
    before = loss_of(good, echoes(), Copying())
    learn(good, "good", lambda epoch: echoes(), echoes(), how)
    assert loss_of(good, echoes(), Copying()) < before / 2
    weights = fusion_weights([good, bad], echoes() * 20, Copying())
    assert weights[0] > 0.9 and abs(weights.sum() - 1) < 1e-6


@pytest.mark.parametrize("switched_on", ["soft", "hidden", "attention"])
def test_each_loss_brings_the_student_nearer_to_its_teacher(switched_on: str) -> None:
    tokens = tiny_tokens()
    teacher, student = tiny_model(tokens, 0, width=32), new_gpt2(tokens, Sizes(1, 16, 2, 0.0), 1)
    names = ("hard", "soft", "hidden", "attention")
    weights = ReplyWeights(
        **{name: Weight(float(name == switched_on), float(name == switched_on)) for name in names}
    )
    how = ReplyLearning(weights=weights, training=TrainerConfig(epochs=15, batch=10, learning_rate=5e-3))
    history = learn(student, "student", lambda epoch: echoes(), [], how, Teachers([teacher], np.ones(1)))
    assert history[-1][switched_on] < 0.95 * history[0][switched_on]


def test_losses_inside_are_zero_against_oneself() -> None:
    model = tiny_model(tiny_tokens())
    tokens, mask = torch.tensor([[60, 61, 62, 63]]), torch.ones(1, 4, dtype=torch.long)
    seen = look(model, tokens, places(torch.tensor([2]), mask), True)
    imitation = Imitation(model, [model])
    assert imitation.attention(seen, [seen], mask).item() == pytest.approx(0.0, abs=1e-5)
    assert imitation.hidden(seen, [seen], mask).item() > 0  # the projection has not learned anything yet


def test_a_teacher_s_own_reply_is_kept_only_where_it_holds_together() -> None:
    tokens = tiny_tokens()
    model = new_gpt2(tokens, Sizes(1, 32, 2, 0.0), 0)
    stop = tokens.reply("days.")
    good, bad = Example([60, 3, *stop], 2), Example([61, 3, *([70] * 6), tokens.end], 2)
    how = ReplyLearning(smoothing=0.0, training=TrainerConfig(epochs=60, batch=8, learning_rate=1e-2))
    learn(model, "teacher", lambda epoch: [good, bad] * 4, [], how)
    nothing = mark(ReplyContext("en", "?"), Names())
    asked = [
        Asked(language, [number, 3], Copied(), nothing)
        for language, number in (("en", 60), ("en", 61), ("zh", 60))
    ]
    kept = own_replies([model], np.ones(1), tokens, asked, Copying())
    assert [example.ids for example in kept] == [good.ids]


def test_a_model_is_kept_and_loaded(tmp_path: Path) -> None:
    tokens = tiny_tokens()
    model = tiny_model(tokens)
    save_gpt2(model, tokens, tmp_path)
    again, _ = load_gpt2(tmp_path)
    assert loss_of(again, echoes(), Copying()) == pytest.approx(loss_of(model, echoes(), Copying()), rel=1e-4)
    with pytest.raises(DistillationError, match="run"):
        load_gpt2(tmp_path / "nowhere")


def test_a_pretrained_checkpoint_gets_our_vocabulary(tmp_path: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    tokens = tiny_tokens()
    tiny_model(tokens).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=tokens.tokenizer).save_pretrained(tmp_path)
    loaded = load_checkpoint(str(tmp_path), tokens)
    number = tokens.tokenizer.encode("days").ids[0]
    assert torch.allclose(
        loaded.transformer.wte.weight[number], tiny_model(tokens).transformer.wte.weight[number]
    )
    with pytest.raises(DistillationError, match="hub id"):
        load_checkpoint(str(tmp_path / "nowhere"), tokens)


def test_the_recipe_in_the_repository_and_the_presets_are_in_order() -> None:
    file = Path(__file__).resolve().parents[2] / "distillation/reply.yml"
    config = with_recipe(presets("full", 0), file)
    tokens = tiny_tokens()
    teacher, student = (new_gpt2(tokens, sizes, 0) for sizes in (config.teacher, config.student))
    grown = config.vocabulary - tokens.size
    sizes = [
        parameters(m) + grown * s.width for m, s in ((teacher, config.teacher), (student, config.student))
    ]
    assert sizes[1] <= 12e6 and 3 * sizes[1] <= sizes[0]
    with pytest.raises(DistillationError, match="quick or full"):
        presets("best", 0)
    with pytest.raises(DistillationError, match="16000 to 24000"):
        replace(config, vocabulary=500)


def test_a_whole_quick_run_makes_a_bundle_and_goes_on_where_it_was_cut_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        line
        for name in ("en_01", "zh_01")
        for line in (CORPUS / f"{name}.jsonl").read_text().splitlines()[:24]
    ]
    (tmp_path / "triples.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "recipe.yml").write_text(
        "{warm_start: false, dev_share: 0.3, own_replies: 6, teachers: 2, teacher: {layers: 1, width: 24, heads: 2}, "
        "student: {layers: 1, width: 16, heads: 2}, teaching: {training: {epochs: 1}}, learning: {training: {epochs: 1}}}"
    )
    command = [
        "reply", "--train", str(tmp_path / "triples.jsonl"), "--preset", "quick", "--recipe", str(tmp_path / "recipe.yml"),
        "--out", str(tmp_path / "out"), "--run", str(tmp_path / "run"),
    ]  # fmt: skip
    assert main(command) == 0
    card = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert len(card["teachers"]) == 2 and sum(each["weight"] for each in card["teachers"]) == pytest.approx(1)
    kept = (tmp_path / "run/teacher0/model.safetensors").stat().st_mtime_ns
    assert main(command) == 0  # the teachers are there already
    assert (tmp_path / "run/teacher0/model.safetensors").stat().st_mtime_ns == kept
    generator = open_generator(tmp_path / "out", "cpu")
    generator.reply(ReplyContext("en", "hello"), time.monotonic() + 60)
    assert main([*command[:2], str(tmp_path / "none.jsonl"), *command[3:]]) == 1
    assert "none.jsonl" in capsys.readouterr().err


def test_a_run_that_was_cut_off_goes_on_though_two_weights_are_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distillation.trainer._SECONDS_BETWEEN_CHECKPOINTS", 0)
    model, drawn = tiny_model(tiny_tokens()), []

    def cut_off(epoch: int) -> list[Example]:
        drawn.append(epoch)
        if drawn.count(1) == 1 and epoch == 2:
            raise KeyboardInterrupt
        return echoes()

    how = ReplyLearning(training=TrainerConfig(epochs=3, batch=10, learning_rate=3e-3))
    with pytest.raises(KeyboardInterrupt):
        learn(model, "model", cut_off, echoes(), how, run=tmp_path)
    reached = loss_of(model, echoes(), Copying())
    drawn.append(1)
    again = tiny_model(tiny_tokens(), 5)
    assert len(learn(again, "model", cut_off, echoes(), how, run=tmp_path)) == 3
    assert drawn[-1] == 2 and loss_of(again, echoes(), Copying()) < reached
