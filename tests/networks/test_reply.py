"""The generator: its bundle, the two libraries that run it, and what a reply can hold."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from networks.bundle import BundleError
from networks.reply import Writer, complete_sentences, open_generator, plain_tokens
from networks.reply_bundle import FILES, read_reply_bundle
from networks.reply_context import ReplyContext
from networks.reply_copying import Copying
from networks.reply_decoding import Decoding
from networks.reply_facts import marker
from networks.reply_onnx import OnnxNetwork
from networks.reply_prompt import PROMPT_TOKENS, PromptTokens
from networks.reply_torch import TorchNetwork, from_bundle, from_gpt2
from tests.networks.tiny_reply import tiny_model, tiny_tokens, write_tiny_reply

CONTEXT = ReplyContext("en", "how many days?", ("You can send things back within 30 days for $8.",))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_reply(tmp_path_factory.mktemp("reply"))


@pytest.fixture
def damaged(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "copy"))


def test_our_gpt2_is_that_of_transformers_with_and_without_a_cache() -> None:
    tokens = tiny_tokens()
    model = tiny_model(tokens)
    ids = [50, 60, 70, 80, 90]
    with torch.no_grad():
        theirs = model(torch.tensor([ids])).logits[0, -1].numpy()
    network = TorchNetwork(from_gpt2(model.state_dict(), 4), "cpu")
    whole, _ = network.start(ids)
    _, cache = network.start(ids[:3])
    for token in ids[3:]:
        stepped, cache = network.step([token], cache)
    assert np.allclose(whole[0], theirs, atol=1e-3) and np.allclose(stepped[0], theirs, atol=1e-3)


def test_onnx_runtime_and_torch_say_the_same_of_one_file_of_weights(bundle: Path) -> None:
    checked = read_reply_bundle(bundle)
    ids = [50, 60, 70, 80]
    results = []
    for network in (OnnxNetwork(checked), TorchNetwork(from_bundle(checked), "cpu")):
        _, cache = network.start(ids)
        cache = network.rows(cache, [0, 0])
        logits, _ = network.step([33, 44], cache)
        assert logits.shape == (2, checked.architecture.vocabulary)
        results.append(logits)
    for onnx, exact in zip(*results, strict=True):
        assert np.corrcoef(onnx, exact)[0, 1] > 0.98


def test_a_generator_replies_in_time_or_not_at_all(bundle: Path) -> None:
    generator = open_generator(bundle, "cpu")
    assert generator.reply(CONTEXT, time.monotonic() - 1) is None
    assert generator.reply(ReplyContext("fr", "bonjour"), time.monotonic() + 60) is None


@pytest.mark.parametrize("method", ["greedy", "beam", "sample"])
def test_no_figure_can_stand_in_a_reply_but_the_context_s(bundle: Path, method: str) -> None:
    tokens = PromptTokens.read(bundle)
    forbidden = set("0123456789$€£¥￥%")
    allowed = plain_tokens(tokens)
    for number in np.flatnonzero(allowed):
        assert not forbidden & set(tokens.tokenizer.decode([int(number)], skip_special_tokens=False))
    decoding = Decoding(method=method, seed=1, max_tokens=40)
    writer = Writer(OnnxNetwork(read_reply_bundle(bundle)), tokens, decoding, Copying())
    for question in ("how many days?", "price please 77", "多少天"):
        context = ReplyContext("en", question, CONTEXT.passages)
        said = writer.reply(context, time.monotonic() + 60) or ""
        for known in ("30", "$8", "77"):
            said = said.replace(known, "")
        assert not forbidden & set(said)


def test_a_prompt_keeps_the_question_and_the_first_passage_whatever_else_there_is() -> None:
    tokens = tiny_tokens()
    context = ReplyContext(
        "en", "how?", ("first " * 5, "second " * 200), ("old " * 50, "new"), {"slot": "value"}
    )
    prompt = tokens.prompt(context)
    text = tokens.tokenizer.decode(prompt, skip_special_tokens=True)
    assert len(prompt) <= PROMPT_TOKENS
    assert "how?" in text and "first" in text and "second" not in text and "new" in text
    assert len(tokens.prompt(ReplyContext("zh", "长" * 5000, ("文" * 5000,)))) <= PROMPT_TOKENS


def test_text_of_ids_keeps_markers_and_drops_half_a_character() -> None:
    tokens = tiny_tokens()
    ids = tokens.reply(f"within{marker(2)} days. 天")
    assert tokens.text(ids) == f"within{marker(2)} days. 天"
    assert tokens.text(tokens.tokenizer.encode("退乙").ids[:-1]).startswith("退")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("One. Two is cut", "One."),
        ("It costs 1.5 and", ""),
        ("可以退。运费", "可以退。"),
        ("Really? Yes! And", "Really? Yes!"),
        ("nothing", ""),
    ],
)
def test_what_is_cut_off_ends_with_its_last_whole_sentence(text: str, whole: str) -> None:
    assert complete_sentences(text) == whole


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_told_at_the_door(damaged: Path, name: str) -> None:
    file = damaged / name
    file.write_bytes(file.read_bytes()[:-9] + b"123456789")
    with pytest.raises(BundleError, match=f"{name}.*checksum"):
        open_generator(damaged, "cpu")
    file.unlink()
    with pytest.raises(BundleError, match="no such file"):
        open_generator(damaged, "cpu")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "intent"}, "kind reply"),
        ({"format": 99}, "format 1"),
        ({"files": {}}, "checksums"),
        ({"architecture": {"layers": 0}}, "architecture"),
        ({"architecture": {"layers": 2, "width": 16, "heads": 3, "vocabulary": 9, "positions": 9}}, "heads"),
        ({"decoding": {"method": "guess"}}, "method"),
        ({"copying": {"known": -1}}, "known"),
    ],
)
def test_a_wrong_manifest_is_told_with_a_remedy(damaged: Path, change: dict[str, object], told: str) -> None:
    file = damaged / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(BundleError, match=told):
        open_generator(damaged, "cpu")


def test_no_bundle_and_no_json_are_told_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="make distill-reply"):
        open_generator(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(BundleError, match="expected JSON"):
        open_generator(tmp_path)
    with pytest.raises(BundleError, match="device"):
        open_generator(tmp_path, "tpu")


def test_a_cpu_needs_no_torch(bundle: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from networks.reply import open_generator; "
        "from networks.reply_context import ReplyContext; "
        f"open_generator(Path({str(bundle)!r}), 'cpu').reply(ReplyContext('en', 'hi'), time.monotonic() + 9); "
        "assert not {'torch', 'transformers', 'rasa'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
