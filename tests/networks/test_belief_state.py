"""The belief state follows its changes, remembers what was, and forgets nothing that was not dropped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from networks.belief_state import CORRECT, DONTCARE, DROP, SET, BeliefState, Change, operation
from networks.state_schema import Schema, Slot

SCHEMA = Schema((
    Slot("order_id", format="ORD-<digits>", instead_of=("order_ref",)),
    Slot("order_ref", "closed", ("first", "latest"), instead_of=("order_id",)),
    Slot("color", "closed", ("red", "blue")),
    Slot("address"),
))  # fmt: skip


def changed(state: BeliefState, slot: str, kind: str, value: str | None, *, sure: bool = True) -> BeliefState:
    return state.revised([Change(slot, kind, value, 0.9, sure)], SCHEMA)


def test_set_correct_and_drop() -> None:
    state = changed(BeliefState(), "color", SET, "red")
    assert state.values == {"color": "red"}
    state = changed(state, "color", CORRECT, "blue")
    assert state.values == {"color": "blue"}
    assert state.former == {"color": ("red",)}
    state = changed(state, "color", DROP, None)
    assert state.values == {}
    assert state.former == {"color": ("red", "blue")}


def test_the_latest_revised_stands_last() -> None:
    state = changed(changed(BeliefState(), "color", SET, "red"), "address", SET, "1 Elm Row")
    assert list(changed(state, "color", CORRECT, "blue").values) == ["address", "color"]


def test_two_names_of_one_thing_are_one() -> None:
    state = changed(BeliefState(), "order_ref", SET, "latest")
    assert changed(state, "order_id", SET, "ORD-1042").values == {"order_id": "ORD-1042"}
    assert changed(state, "color", SET, "red").values == {"order_ref": "latest", "color": "red"}


def test_an_unsure_change_changes_nothing() -> None:
    state = changed(BeliefState(), "color", SET, "red")
    assert changed(state, "color", CORRECT, "blue", sure=False) == state
    assert changed(state, "shape", SET, "round") == state


def test_any_will_do_is_a_value() -> None:
    state = changed(BeliefState(), "color", DONTCARE, "dontcare")
    assert state.values == {"color": "dontcare"}
    assert operation("color", {}, state.values, "dontcare") == DONTCARE


SLOTS = st.sampled_from([*SCHEMA.names, "shape"])
CHANGES = st.builds(
    Change, SLOTS, st.sampled_from([SET, CORRECT, DROP, DONTCARE]), st.sampled_from(["red", "blue", "x", None]),
    st.floats(0, 1), st.booleans(),
)  # fmt: skip


@given(st.lists(st.lists(CHANGES, max_size=4), max_size=8))
def test_any_changes_leave_a_state_that_survives_its_json(turns: list[list[Change]]) -> None:
    state = BeliefState()
    for changes in turns:
        before, state = state, state.revised(changes, SCHEMA)
        touched = {change.slot for change in changes if change.sure}
        touched |= {other for slot in SCHEMA.slots if slot.name in touched for other in slot.instead_of}
        assert {k: v for k, v in before.values.items() if k not in touched}.items() <= state.values.items()
        assert set(state.values) <= set(SCHEMA.names)
        assert not {"order_id", "order_ref"} <= set(state.values)
        assert all(len(old) <= 4 for old in state.former.values())
        again = BeliefState.from_json(state.to_json())
        assert (dict(again.values), dict(again.former)) == (dict(state.values), dict(state.former))


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_can_be_read_as_a_state(data: object) -> None:
    assert isinstance(BeliefState.from_json(data), BeliefState)
