"""Reading training text, and splits that keep families together."""

from __future__ import annotations

from pathlib import Path

import pytest

from distillation.corpora import Labelled, check_no_leak, families, read_labelled, read_texts, split
from distillation.errors import DistillationError


def test_reads_json_lines_and_nlu_folders(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "取消订单", "intent": "cancel_order"}\n\n', encoding="utf-8")
    folder = tmp_path / "nlu"
    folder.mkdir()
    (folder / "a.yml").write_text(
        'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hi: there\n      - hello\n',
        encoding="utf-8",
    )
    assert read_labelled(tmp_path / "a.jsonl") == Labelled(["取消订单"], ["cancel_order"])
    assert read_labelled(folder) == Labelled(["hi: there", "hello"], ["greet", "greet"])


@pytest.mark.parametrize("line", ['{"text": "x"}', "nonsense", "[]"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(line)
    with pytest.raises(DistillationError, match="line 1"):
        read_labelled(tmp_path / "a.jsonl")


def test_unlabelled_text_comes_from_any_corpus_of_customers_words(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"text": "a"}\n{"question": "is {F1} ok", "facts": {"F1": {"value": "5 days"}}}\n'
        '{"turns": [{"system": "s", "user": "b"}, {"user": ""}, {"user": "c"}]}\n{"text": "a"}\n',
        encoding="utf-8",
    )
    assert read_texts(tmp_path / "a.jsonl") == ["a", "is 5 days ok", "b", "c"]
    (tmp_path / "b.jsonl").write_text('{"word": "a"}', encoding="utf-8")
    with pytest.raises(DistillationError, match="line 1"):
        read_texts(tmp_path / "b.jsonl")


def test_near_duplicates_are_one_family() -> None:
    family = families(["where is my order please", "where is my order, please?", "i want my money back"])
    assert family[0] == family[1] != family[2]


def test_a_split_keeps_families_together() -> None:
    texts = [
        f"sentence about {word} number {i}"
        for i, word in enumerate(["abc", "def", "ghi", "jkl", "mno", "pqr", "stu", "vwx"])
    ]
    data = Labelled([*texts, *(text + "!" for text in texts)], ["x"] * 16)
    train, dev = split(data, 0.3, seed=1)
    family = families(data.texts)
    assert len(dev) and not set(family[train]) & set(family[dev])
    assert sorted([*train, *dev]) == list(range(16))


def test_a_leak_fails() -> None:
    check_no_leak(["a b"], ["c"])
    with pytest.raises(DistillationError, match="1 held-out"):
        check_no_leak(["Where is  my order"], ["where is my order"])


def test_the_projects_own_split_keeps_families_apart() -> None:
    """What `students/nlu` is measured on is not among what it learns, word for word or nearly."""
    held = [
        text
        for file in sorted(Path("evaluation/split").glob("*.jsonl"))
        for text in read_labelled(file).texts
    ]
    assert len(held) > 1000
    check_no_leak(read_labelled(Path("data/nlu")).texts, held)
