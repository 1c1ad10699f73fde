"""Triples: reading, splitting by family, new values in the same shape and order, and the examples made of them."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from distillation.errors import DistillationError
from distillation.reply_examples import PLAIN, Drawing, Examples, lookup_example
from distillation.reply_triples import Triple, read_triples, split_families
from distillation.reply_values import Catalogue, drawn
from networks.reply_facts import markers_in
from networks.reply_sentences import sentence_number
from tests.networks.tiny_reply import tiny_tokens

CORPUS = Path(__file__).resolve().parents[2] / "data/corpora/reply"
ROW = {
    "family": "return_window", "kind": "policy", "history": [], "question": "how long for {F1}?",
    "passages": ["{F1}: {F2} to {F3} days, from {F4} to {F5}, for {F6}, before {F7}."],
    "facts": {
        "F1": {"kind": "product", "value": "Geyser Electric Kettle"}, "F2": {"kind": "days", "value": "2"},
        "F3": {"kind": "days", "value": "14"}, "F4": {"kind": "number", "value": "9:00"},
        "F5": {"kind": "number", "value": "21:00"}, "F6": {"kind": "price", "value": "$1,299.50"},
        "F7": {"kind": "date", "value": "30 June"},
    },
    "reply": "{F3} days, until {F5}, for {F6}.",
}  # fmt: skip


def written(folder: Path, *rows: object) -> list[Path]:
    file = folder / "triples.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [file]


@pytest.fixture(scope="module")
def corpus() -> list[Triple]:
    return read_triples(sorted(CORPUS.glob("*.jsonl")))


def test_a_triple_is_read_and_filled(tmp_path: Path) -> None:
    (triple,) = read_triples(written(tmp_path, ROW))
    assert triple.language == "en" and triple.names() == ["Geyser Electric Kettle"]
    assert triple.filled().reply == "14 days, until 21:00, for $1,299.50."
    assert triple.filled().context.question == "how long for Geyser Electric Kettle?"


@pytest.mark.parametrize(
    "wrong", [{"facts": {}}, {"reply": 3}, {"passages": None}, {"facts": {"F1": {"kind": "days"}}}]
)
def test_a_line_that_is_no_triple_is_told_with_its_place(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(DistillationError, match=r"triples\.jsonl:2"):
        read_triples(written(tmp_path, ROW, ROW | wrong))


def test_no_triples_are_told(tmp_path: Path) -> None:
    with pytest.raises(DistillationError, match="found none"):
        read_triples(written(tmp_path))
    with pytest.raises(DistillationError, match="nowhere"):
        read_triples([tmp_path / "nowhere.jsonl"])


def test_no_family_is_on_both_sides_in_either_language(corpus: list[Triple]) -> None:
    train, dev = split_families(corpus, 0.1, 3)
    assert not {t.family for t in train} & {t.family for t in dev}
    assert len(train) + len(dev) == len(corpus) and {t.language for t in dev} == {"en", "zh"}


def test_new_values_keep_shape_order_and_language(tmp_path: Path) -> None:
    (triple,) = read_triples(written(tmp_path, ROW))
    catalogue, seen = Catalogue([triple]), set()
    for seed in range(60):
        facts = {
            name: value for name, (_, value) in drawn(triple, catalogue, random.Random(seed)).facts.items()
        }
        assert int(facts["F2"]) < int(facts["F3"])
        assert all(re.fullmatch(r"\d{1,2}:\d\d", facts[name]) for name in ("F4", "F5"))
        assert re.fullmatch(r"\$[\d,]+\.\d\d", facts["F6"]), facts["F6"]
        assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+", facts["F7"])
        assert facts["F1"].endswith("Kettle")
        seen.add(tuple(facts.values()))
    assert len(seen) > 50


def test_every_triple_can_be_drawn_and_hardly_any_loses_a_fact(corpus: list[Triple]) -> None:
    catalogue, rng = Catalogue(corpus), random.Random(0)
    examples, lost = Examples(tiny_tokens(), corpus), 0
    for triple in corpus[::7]:
        assert "{F" not in drawn(triple, catalogue, rng).reply
        lost += examples.example(triple, rng, Drawing(unknown_names=0.0)) is None
    assert lost <= 0.02 * len(corpus[::7])


def test_a_reply_has_the_markers_of_its_context_and_no_figure(tmp_path: Path) -> None:
    tokens = tiny_tokens()
    (triple,) = read_triples(written(tmp_path, ROW))
    example = Examples(tokens, [triple]).example(triple, random.Random(1), PLAIN)
    assert example is not None
    prompt, reply = example.ids[: example.begin], example.ids[example.begin :]
    assert not re.search(r"\d", tokens.text(reply)) and reply[-1] == tokens.end
    pointed = [number for c in tokens.text(reply) if (number := sentence_number(c)) is not None]
    assert pointed  # what a passage says as well is pointed at
    plain = Examples(tokens, [triple]).example(triple, random.Random(1), replace(PLAIN, sentences=False))
    assert plain is not None
    prompt, reply = plain.ids[: plain.begin], plain.ids[plain.begin :]
    markers = set(markers_in(tokens.text(reply)))
    assert len(markers) == 3 and markers <= set(markers_in(tokens.text(prompt)))
    assert not re.search(r"\d", tokens.text(reply)) and reply[-1] == tokens.end


def test_a_distractor_is_of_another_family(tmp_path: Path) -> None:
    other = ROW | {
        "family": "other",
        "passages": ["Something else."],
        "facts": {},
        "question": "q",
        "reply": "r.",
    }
    triples = read_triples(written(tmp_path, ROW, other))
    examples = Examples(tiny_tokens(), triples)
    drawn_, _ = examples.context(triples[0], random.Random(0), Drawing(distractors=1.0))
    assert "Something else." in drawn_.context.passages and len(drawn_.context.passages) >= 2


def test_a_sentence_to_be_found_stands_in_a_passage() -> None:
    tokens = tiny_tokens()
    texts = ["One thing is red. It costs $5.", "Another thing is blue."]
    for seed in range(10):
        example = lookup_example(texts, tokens, random.Random(seed))
        assert example is not None
        said = tokens.text(example.ids[example.begin :])
        plain = re.sub("[\ue000-\uf8ff]", "", tokens.text(example.ids[: example.begin]))
        assert re.sub("[\ue000-\uf8ff]", "", said).rstrip(".")[:8] in plain
