"""What the assistant had understood, in words: no code of the dialogue's reaches the reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from actions.dialogue import TASKS as ALL_TASKS
from desk.belief import SLOTS, VALUES, told
from desk.summary import ASKED, TASKS
from values.lexicon import load_lexicon

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [("order", "ORD-1042"), ("colour", "navy"), ("size", "42"), ("reason", "too small"), ("wants", "a refund")],
        ),
        ("zh", [("订单", "ORD-1042"), ("颜色", "藏青色"), ("尺码", "42"), ("原因", "偏小"), ("希望的处理", "退款")]),
    ],
)  # fmt: skip
def test_slots_and_values_in_the_readers_language(language: str, expected: list[tuple[str, str]]) -> None:
    belief = {
        "reason": "too_small",
        "size": "42",
        "color": "navy",
        "order_id": "ORD-1042",
        "resolution": "refund",
    }
    assert told(belief, language) == expected


def test_the_dialogues_bookkeeping_and_what_is_empty_are_left_out() -> None:
    assert told({"told_rule": True, "by_return": False, "size": None, "color": "", "product": []}, "en") == []


def test_open_values_stand_as_they_were_said_and_several_side_by_side() -> None:
    assert told({"product": "<b>蓝鞋</b>", "color": ["navy", "teal_x"]}, "en") == [
        ("product", "<b>蓝鞋</b>"),
        ("colour", "navy, teal_x"),
    ]


def test_every_slot_of_the_belief_state_has_words() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    entities = {name if isinstance(name, str) else next(iter(name)) for name in domain["entities"]}
    assert entities - {"choice"} <= set(SLOTS)


def test_every_value_of_a_closed_set_has_words() -> None:
    lexicon = load_lexicon()
    for slot in ("reason", "resolution", "payment_method", "color", "category"):
        assert set(lexicon[slot]) <= set(VALUES[slot])


def test_every_task_and_every_question_has_words() -> None:
    assert set(ALL_TASKS) <= set(TASKS)
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
    asked = set(re.findall(r"""\bQuestion\(\s*"(\w+)\"""", code))
    assert len(asked) > 15 and asked <= set(ASKED)
