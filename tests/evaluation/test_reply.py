"""The evaluation of a generator: metrics, baselines, the guard's verdicts, the sheet and the command."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from evaluation.__main__ import main
from evaluation.errors import EvaluationError
from evaluation.reply import evaluate, read_held_out
from evaluation.reply_metrics import distinct, scores, units
from evaluation.reply_sheet import MARK, write_sheet
from evaluation.reply_systems import open_student, quoting, quoting_a_sentence, template
from networks.reply_context import ReplyContext
from networks.reply_facts import Names
from tests.networks.tiny_reply import write_tiny_reply

ROWS = [
    {"family": "a", "kind": "policy", "history": [], "question": "how many days do I have?",
     "passages": ["You can send things back within {F1} days. The label is free.", "Delivery costs {F2}."],
     "facts": {"F1": {"kind": "days", "value": "30"}, "F2": {"kind": "price", "value": "$8"}},
     "reply": "You have {F1} days."},
    {"family": "b", "kind": "chitchat", "history": [], "question": "你好呀", "passages": [], "facts": {}, "reply": "您好！要找什么？"},
    {"family": "c", "kind": "policy", "history": ["还有吗", "有的。"], "question": "运费多少", "passages": ["运费{F1}。"],
     "facts": {"F1": {"kind": "price", "value": "¥8"}}, "reply": "{F1}。"},
]  # fmt: skip


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_reply(tmp_path_factory.mktemp("reply"))


@pytest.fixture
def held(tmp_path: Path) -> Path:
    file = tmp_path / "held.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return file


def test_the_same_reply_scores_full_and_a_strange_one_next_to_nothing() -> None:
    english, chinese = ["You can have thirty days for it."], ["收到之后三十天内都可以退货。"]
    for texts, language in ((english, "en"), (chinese, "zh")):
        best = scores(texts, texts, language)
        assert best["bleu"] == pytest.approx(100) and best["chrf"] == pytest.approx(100)
        assert best["rouge_l"] == pytest.approx(100) and best["meteor"] > 99
    assert scores(["x"], english, "en")["chrf"] < 5 and scores([""], chinese, "zh")["rouge_l"] == 0
    with pytest.raises(ValueError, match="as many"):
        scores([], [], "en")


def test_chinese_is_cut_into_characters_and_words_stay_whole() -> None:
    assert units("iPhone能退吗? Don't") == ["iphone", "能", "退", "吗", "don't"]
    near = scores(["三十天内可以退"], ["三十天内都能退"], "zh")
    assert 50 < near["rouge_l"] < 90 and near["meteor"] > 40


def test_distinct_counts_different_pairs() -> None:
    assert distinct(["a b", "a b"], 2) == 0.5 and distinct(["a"], 2) == 0.0


def test_baselines_quote_what_the_question_is_about(held: Path) -> None:
    triples = read_held_out([held])
    context = triples[0].context
    passages = [text for triple in triples for text in triple.context.passages]
    assert quoting(passages)(context).text == context.passages[0]
    assert quoting_a_sentence(passages)(context).text == "You can send things back within 30 days."
    assert template(ReplyContext("zh", "?")).text.endswith("？") and template(context).text.isascii()
    assert quoting(passages)(ReplyContext("en", "?")).text == template(context).text


def test_a_whole_evaluation_has_every_figure(bundle: Path, held: Path) -> None:
    results, said = evaluate(bundle, [held], draws=2)
    assert {each.triple.language for each in said["student"]} == {"en", "zh"}
    for language in ("en", "zh"):
        systems = results["languages"][language]
        assert {
            "student",
            "student, no passages",
            "quotes a passage",
            "quotes a sentence",
            "template",
        } <= set(systems)
        assert {"bleu", "chrf", "rouge_l", "meteor", "distinct_2", "faithful", "reasons", "p50_ms", "p95_ms",
                "tokens_a_second", "perplexity"} <= set(systems["student"])  # fmt: skip
    assert results["languages"]["en"]["quotes a passage"]["faithful"] == 1
    assert results["faithfulness"]["replies"] == 6 and results["faithfulness"]["unsupported_after"] == 0


def test_the_loss_of_a_reply_is_that_of_its_tokens(bundle: Path) -> None:
    model = open_student(bundle)
    context = ReplyContext("en", "days?", ("Within 30 days.",))
    whole, count = model.loss(context, "Within 30 days.", Names())
    assert count == len(model.tokens.tokenizer.encode("Within days.").ids) + 2 and 0 < whole < math.inf
    assert model.loss(context, "Within 99 days.", Names()) == (0.0, 0)


def test_a_sheet_replaces_the_sheet_before_it(bundle: Path, held: Path, tmp_path: Path) -> None:
    _, said = evaluate(bundle, [held])
    file = tmp_path / "replies.md"
    file.write_text(f"# Head\n\n{MARK}\nold", encoding="utf-8")
    for _ in range(2):
        write_sheet(file, said, count=1)
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# Head") and "old" not in text and text.count("## Sheet") == 2
        assert "how many days do I have?" in text and text.count("guard:") == 2
    file.write_text("no mark", encoding="utf-8")
    with pytest.raises(EvaluationError, match="expected the line"):
        write_sheet(file, said)


def test_the_command_ends_with_json_and_tells_what_is_wrong(
    bundle: Path, held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["reply", "--bundle", str(bundle), "--test", str(held), "--json", "--draws", "1"]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["examples"] == 3
    assert main([*command, "--decoding", '{"method": "guess"}']) == 1
    assert "method" in capsys.readouterr().err
    assert main(["reply", "--bundle", str(held.parent), "--test", str(held)]) == 1
    assert "distill-reply" in capsys.readouterr().err
