"""Reading the state head's outputs, with outputs written by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from networks.belief_state import BeliefState, Change
from networks.errors import BundleError
from networks.gazetteer import Gazetteer
from networks.state_input import SYSTEM, USER, Encoded, Turn, hints_of
from networks.state_reading import ANY, EMPTY, GATES, KEEP, VALUE, StateReader
from networks.state_schema import Schema, Slot

SCHEMA = Schema((
    Slot("order_id", format="ORD-<digits>"),
    Slot("product"),
    Slot("color", "closed", ("red", "blue"), terms={"red": ("crimson",)}),
    Slot("quantity", "number", minimum=1, maximum=9),
))  # fmt: skip
READER = StateReader(SCHEMA, threshold=0.5, exact_threshold=0.6, gate_threshold=0.5)


def letters(user: str, system: str = "") -> Encoded:
    """One token a character, between two marks."""
    ids = [0, *range(len(user)), 2, *range(len(system))]
    parts = [USER] * (len(user) + 2) + [SYSTEM] * len(system)
    offsets = [(0, 0), *((at, at + 1) for at in range(len(user))), (0, 0)]
    return Encoded(ids, parts, [*offsets, *((at, at + 1) for at in range(len(system)))], (user, system, ""))


def outputs(
    encoded: Encoded, tags: dict[int, tuple[int, str, float]], gates: dict[int, int] | None = None
) -> dict[str, np.ndarray]:
    """Logits in which the words of each slot (number, part and words, logit) are tagged, and gates are as told."""
    tagged = np.zeros((len(encoded.ids), 1 + len(SCHEMA.slots)))
    tagged[:, 0] = 4.0
    for slot, (part, said, logit) in tags.items():
        start = encoded.texts[part].index(said)
        for at, (there, (a, b)) in enumerate(zip(encoded.parts, encoded.offsets, strict=True)):
            if there == part and start <= a < b <= start + len(said):
                tagged[at, slot + 1] = 4.0 + logit
    gate = np.zeros((len(SCHEMA.slots), GATES))
    gate[:, KEEP] = 6.0
    for slot, kind in (gates or {}).items():
        gate[slot, kind] = 12.0
    return {"tags": tagged, "gate": gate, "value": np.array([0.0, 3.0])}


def read(turn: Turn, encoded: Encoded, found: dict[str, np.ndarray]) -> list[Change]:
    return READER.changes(turn, encoded, found)


def test_tagged_words_are_a_value() -> None:
    encoded = letters("two hiking boots, now")
    (change,) = read(
        Turn("", today=date(2026, 1, 1)), encoded, outputs(encoded, {1: (USER, "hiking boots", 5.0)})
    )
    assert (change.slot, change.operation, change.value, change.said) == (
        "product",
        "set",
        "hiking boots",
        "hiking boots",
    )
    assert change.sure
    # exp(9) beside exp(4) and three times exp(0)
    assert change.confidence == pytest.approx(np.exp(9) / (np.exp(9) + np.exp(4) + 3), rel=1e-3)


def test_a_value_reaches_as_far_as_words_may_belong_to_it() -> None:
    encoded = letters("a slow cooker pot")
    found = outputs(encoded, {1: (USER, "cooker", 5.0)})
    beside = outputs(encoded, {1: (USER, "slow", -0.8)})["tags"]  # 0.31 of the product, 0.68 of nothing
    found["tags"][3:7] = beside[3:7]
    faint = outputs(encoded, {1: (USER, "pot", -4.0)})["tags"]  # 0.02
    found["tags"][15:18] = faint[15:18]
    (change,) = read(Turn(""), encoded, found)
    assert change.value == "slow cooker"
    # how sure it is tells the word that it is sure of
    assert change.confidence == pytest.approx(np.exp(9) / (np.exp(9) + np.exp(4) + 3), rel=1e-3)


def test_a_word_of_another_slot_is_not_taken_along() -> None:
    encoded = letters("kettle red")
    found = outputs(encoded, {1: (USER, "kettle", 5.0)})
    other = outputs(encoded, {0: (USER, "red", 3.0), 1: (USER, "red", 2.5)})["tags"]
    found["tags"][8:11] = other[8:11]
    assert ("product", "kettle") in [(c.slot, c.value) for c in read(Turn(""), encoded, found)]


def test_a_sign_belongs_to_a_value_only_where_it_is_tagged() -> None:
    encoded = letters("salt mill, slow cooker")
    apart = outputs(encoded, {1: (USER, "salt mill", 3.0)})
    apart["tags"][12:23] = outputs(encoded, {1: (USER, "slow cooker", 5.0)})["tags"][12:23]
    (change,) = read(Turn(""), encoded, apart)
    assert change.value == "slow cooker"
    whole = outputs(encoded, {1: (USER, "salt mill, slow cooker", 5.0)})
    (change,) = read(Turn(""), encoded, whole)
    assert change.value == "salt mill, slow cooker"


@pytest.mark.parametrize(
    ("text", "tagged", "value"),
    [
        ("anti-slip mat", ("anti", "slip mat"), "anti-slip mat"),
        (
            "St. Mary's Road",
            ("St", "Mary", "s Road"),
            "Mary's Road",
        ),  # the surer part; the full stop is followed by a blank
        ("no sequins. Plain", ("no sequins", "Plain"), "Plain"),
    ],
)
def test_a_sign_within_a_word_does_not_end_a_value(text: str, tagged: tuple[str, ...], value: str) -> None:
    encoded = letters(text)
    found = outputs(encoded, {})
    for number, said in enumerate(tagged):
        start = text.index(said)
        found["tags"][1 + start : 1 + start + len(said)] = outputs(encoded, {1: (USER, said, 4.0 + number)})[
            "tags"
        ][1 + start : 1 + start + len(said)]
    (change,) = read(Turn(""), encoded, found)
    assert change.value == value


def test_an_exact_slot_takes_the_mention_and_asks_where_it_is_not_sure() -> None:
    encoded = letters("order 1042 and 2033")
    (change,) = read(Turn(""), encoded, outputs(encoded, {0: (USER, "2033", 5.0)}))
    assert (change.value, change.sure) == ("ORD-2033", True)
    (change,) = read(Turn(""), encoded, outputs(encoded, {0: (USER, "2033", 0.1)}))
    assert (change.value, change.sure) == ("ORD-2033", False)


def test_a_value_that_was_offered_is_copied_from_the_assistant() -> None:
    encoded = letters("yes", "Is it ORD-1042?")
    (change,) = read(Turn("yes"), encoded, outputs(encoded, {0: (SYSTEM, "ORD-1042", 5.0)}))
    assert change.value == "ORD-1042"


def test_what_the_customer_says_goes_before_what_was_offered() -> None:
    encoded = letters("no, 2033", "Is it ORD-1042?")
    found = outputs(encoded, {0: (SYSTEM, "ORD-1042", 6.0)})
    found["tags"] += outputs(encoded, {0: (USER, "2033", 5.0)})["tags"]
    (change,) = read(Turn("no, 2033"), encoded, found)
    assert change.value == "ORD-2033"


def test_gates_set_known_values_drop_and_do_not_care() -> None:
    encoded = letters("x")
    (change,) = read(Turn("x"), encoded, outputs(encoded, {}, {2: VALUE}))
    assert (change.slot, change.value, change.operation) == ("color", "blue", "set")
    held = Turn("x", state=BeliefState({"color": "red"}))
    (change,) = read(held, encoded, outputs(encoded, {}, {2: VALUE}))
    assert (change.value, change.operation) == ("blue", "correct")
    for kind in (EMPTY, ANY):
        (change,) = read(held, encoded, outputs(encoded, {}, {2: kind}))
        assert (change.value, change.operation) == (None, "drop")
    assert read(Turn("x"), encoded, outputs(encoded, {}, {2: EMPTY})) == []
    (change,) = read(Turn("x"), encoded, outputs(encoded, {}, {2: ANY}))
    assert (change.value, change.operation) == ("dontcare", "dontcare")


def test_the_value_there_is_no_change() -> None:
    encoded = letters("blue 1042")
    turn = Turn("", state=BeliefState({"color": "blue", "order_id": "ORD-1042"}))
    assert read(turn, encoded, outputs(encoded, {0: (USER, "1042", 5.0)}, {2: VALUE})) == []


def test_known_words_and_mentions_are_hints() -> None:
    turn = Turn("3 crimson")
    hints = hints_of(turn, letters("3 crimson"), SCHEMA, Gazetteer(SCHEMA))
    assert hints.values[:, 0].tolist() == [1.0, 0.0]
    assert hints.slots[3, 1] == 1
    assert hints.slots[2, 3] == 1
    assert hints.tokens.tolist() == [0, 0, 0, *[3] * 7, 0]


def test_what_the_recognisers_read_is_a_hint_of_its_own() -> None:
    said = "not the red, the blue"
    hints = hints_of(Turn(said), letters(said), SCHEMA, Gazetteer(SCHEMA))
    assert hints.values.tolist() == [[1.0, 0.0], [1.0, 1.0]]  # both are named, one is meant
    assert hints.slots[:, 5].tolist() == [0, 0, 1, 0]
    assert hints.recognized.tolist() == [0, *[0] * 17, *[3] * 4, 0]
    assert hints.tokens.tolist() == [0, *[0] * 8, *[3] * 3, *[0] * 6, *[3] * 4, 0]


@pytest.mark.parametrize(
    "change",
    [{"temperature": 0}, {"threshold": 2}, {"threshold": "x"}, {"schema": {}}, {"gate_threshold": None}],
)
def test_a_damaged_calibration_is_told(change: dict[str, object]) -> None:
    with pytest.raises(BundleError):
        StateReader.from_json({**READER.to_json(), **change}, "bundle")
    assert StateReader.from_json(READER.to_json(), "bundle") == READER


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("look at 2815 and 3974", False), ("查2815和3974", False), ("2815, 3974", True), ("2815 and again 2815", True),
        ("3974 is fine, and 2815 is late", True),
    ],
)  # fmt: skip
def test_of_two_numbers_named_together_none_is_sure(text: str, sure: bool) -> None:
    encoded = letters(text)
    (change,) = read(Turn(text), encoded, outputs(encoded, {0: (USER, "2815", 9.0)}))
    assert (change.value, change.sure) == ("ORD-2815", sure)
    assert (change.confidence > 0.5) == sure
