"""Dialogues read, their slots told, and what each turn teaches."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest

from distillation.errors import DistillationError
from distillation.state_corpus import Dialogue, Exchange, digest_of, read_dialogues, read_values, seen_values
from distillation.state_rows import UNKNOWN, Span, rows_of
from distillation.state_slots import schema_of
from distillation.state_variation import Variation, pools_of, varied
from networks.state_input import STATE, SYSTEM, USER
from networks.state_reading import ANY, EMPTY, KEEP, VALUE
from networks.state_schema import Schema, Slot

SCHEMA = Schema((
    Slot("order_id", format="ORD-<digits>", instead_of=("order_ref",)),
    Slot("order_ref", "closed", ("first", "latest"), instead_of=("order_id",)),
    Slot("color", "closed", ("red", "blue")),
    Slot("product"),
    Slot("quantity", "number", ("2",)),
))  # fmt: skip
ORDER, REF, COLOR, PRODUCT, QUANTITY = range(5)


def dialogue(*exchanges: tuple[str, str, dict[str, str]]) -> Dialogue:
    return Dialogue("d", tuple(Exchange(*one) for one in exchanges), date(2026, 3, 10))


def test_a_new_value_is_placed_in_the_customers_words() -> None:
    (row,) = rows_of(
        dialogue(("", "red boots, order 1042", {"color": "red", "product": "boots", "order_id": "ORD-1042"})),
        SCHEMA,
    )
    assert row.spans == (Span(ORDER, USER, 17, 21), Span(PRODUCT, USER, 4, 9))
    assert row.gates == (KEEP, KEEP, VALUE, KEEP, KEEP)
    assert row.values[COLOR] == 2  # the third of all known values


def test_what_was_offered_is_placed_in_the_assistants_words() -> None:
    (row,) = rows_of(dialogue(("Is it ORD-1042?", "yes", {"order_id": "ORD-1042"})), SCHEMA)
    assert row.spans == (Span(ORDER, SYSTEM, 6, 14),)


def test_going_back_to_a_former_value_is_placed_in_the_state() -> None:
    rows = rows_of(
        dialogue(
            ("", "boots", {"product": "boots"}),
            ("", "no, hats", {"product": "hats"}),
            ("", "the other", {"product": "boots"}),
        ),
        SCHEMA,
    )
    assert [span.part for span in rows[2].spans] == [STATE]


def test_a_chinese_value_needs_no_border() -> None:
    (row,) = rows_of(dialogue(("", "小椅子40把", {"product": "小椅子", "quantity": "40"})), SCHEMA)
    assert row.spans == (Span(PRODUCT, USER, 0, 3), Span(QUANTITY, USER, 3, 5))


def test_drops_and_any_will_do() -> None:
    rows = rows_of(
        dialogue(
            ("", "red boots", {"color": "red", "product": "boots"}), ("", "any colour", {"product": "boots"})
        ),
        SCHEMA,
    )
    assert rows[1].gates[COLOR] == EMPTY
    (row,) = rows_of(dialogue(("", "any colour", {"color": "dontcare"})), SCHEMA)
    assert row.gates[COLOR] == ANY


def test_a_name_of_the_same_thing_is_replaced_and_not_dropped() -> None:
    rows = rows_of(
        dialogue(("", "the latest", {"order_ref": "latest"}), ("", "1042", {"order_id": "ORD-1042"})), SCHEMA
    )
    assert rows[1].gates[REF] == KEEP
    assert rows[1].turn.state.values == {"order_ref": "latest"}


def test_a_value_said_again_is_marked_and_changes_nothing() -> None:
    rows = rows_of(
        dialogue(("", "1042", {"order_id": "ORD-1042"}), ("", "yes 1042", {"order_id": "ORD-1042"})), SCHEMA
    )
    assert rows[1].gates[ORDER] == KEEP
    assert rows[1].spans == (Span(ORDER, USER, 4, 8),)


def test_a_known_wording_is_a_class_and_an_unknown_one_teaches_nothing() -> None:
    (row,) = rows_of(dialogue(("", "both", {"quantity": "2"})), SCHEMA)
    assert (row.gates[QUANTITY], row.values[QUANTITY]) == (VALUE, 4)
    (row,) = rows_of(dialogue(("", "a handful", {"quantity": "5"})), SCHEMA)
    assert row.gates[QUANTITY] == UNKNOWN
    assert row.unread == ("quantity",)


def test_slots_are_told_from_dialogues() -> None:
    some = [
        dialogue(("", f"{area} please", {"area": area, "name": f"place {n}"}))
        for n in range(6)
        for area in ("east", "west")
    ]
    area, name = schema_of(some).slots
    assert (area.name, area.kind, area.values) == ("area", "closed", ("east", "west"))
    assert (name.name, name.kind, name.format) == ("name", "span", "lower")
    assert name.terms == {"": tuple(f"place {n}" for n in range(6))}


def test_a_lexicon_gives_words_to_values(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(
        json.dumps({"slots": {"color": {"type": "closed", "values": ["red"]}, "product": {"type": "span"}}})
    )
    some = [dialogue(("", "red", {"color": "red"}))]
    lexicon = {
        "color": {"red": {"en": ["crimson"], "zh": ["红色"]}, "teal": {"en": ["teal"]}},
        "nouns": {"shoes": {"en": ["boots"]}},
    }
    color, product = schema_of(some, file, lexicon).slots
    assert color.terms == {"red": ("crimson", "红色")}
    assert product.terms == {"": ("boots",)}


def test_slots_missing_in_the_schema_are_told(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps({"slots": {"color": {"type": "span"}}}))
    with pytest.raises(DistillationError, match="size"):
        schema_of([dialogue(("", "42", {"size": "42"}))], file)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"turns": 3}', '{"turns": [{"user": "x"}]}', '{"turns": [{"user": "x", "state": []}]}',
     '{"turns": [{"user": "x", "state": {}}], "date": "tomorrow"}'],
)  # fmt: skip
def test_what_is_no_dialogue_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"turns": [{"user": "x", "state": {}}]}\n' + line)
    with pytest.raises(DistillationError, match=r"d\.jsonl:2"):
        read_dialogues(file)


def test_variation_changes_text_and_state_alike_and_nothing_else() -> None:
    said = dialogue(("", "boots, order 1042", {"product": "boots", "order_id": "ORD-1042"}), ("ORD-1042: boots?", "yes", {
        "product": "boots", "order_id": "ORD-1042"}))  # fmt: skip
    pools = pools_of([said], SCHEMA, {"product": ["sandals"]})
    rng, seen = random.Random(1), set()
    for _ in range(40):
        new = varied(said, SCHEMA, pools, Variation(1.0, 1.0), rng)
        product, order = (new.exchanges[1].state[slot] for slot in ("product", "order_id"))
        digits = order.removeprefix("ORD-")
        assert new.exchanges[0].user == f"{product}, order {digits}"
        assert new.exchanges[1].system == f"{order}: {product}?"
        assert not digits.startswith("0")
        seen.add(product)
    assert seen == {"boots", "sandals"}


def test_what_was_seen_is_remembered_without_being_told() -> None:
    found = seen_values([dialogue(("", "", {"address": "1 Elm Row"}))])
    assert found == [digest_of("address", "1  elm row")]
    assert "elm" not in found[0]


def test_the_projects_own_dialogues_hold_together() -> None:
    folder = Path(__file__).resolve().parents[2] / "data/corpora/state"
    dialogues = read_dialogues(folder)
    schema = schema_of(dialogues, folder / "schema.json")
    rows = [row for one in dialogues for row in rows_of(one, schema)]
    changes = sum(len(row.spans) + sum(gate > KEEP for gate in row.gates) for row in rows)
    assert len(dialogues) >= 1200
    assert sum(len(row.unread) for row in rows) < 0.02 * changes


def test_values_are_read_from_json_and_from_rasas_lookup_tables(tmp_path: Path) -> None:
    (tmp_path / "v.json").write_text('{"brand": ["Birchway"], "size": [42]}', encoding="utf-8")
    assert read_values(tmp_path / "v.json") == {"brand": ["Birchway"], "size": ["42"]}
    nlu = "nlu:\n- lookup: brand\n  examples: |\n    - Farpeak\n- lookup: brand\n  examples: |\n    - Birchway\n    - 河边书房\n- intent: greet\n  examples: |\n    - hi\n"
    (tmp_path / "v.yml").write_text(nlu, encoding="utf-8")
    assert read_values(tmp_path / "v.yml") == {"brand": ["Farpeak", "Birchway", "河边书房"]}


@pytest.mark.parametrize(
    ("name", "text"),
    [("v.json", "nlu: []"), ("v.yml", "- a"), ("v.yml", ": :"), ("v.json", "[1]"), ("v.yml", "")],
)
def test_a_file_of_values_that_cannot_be_read_is_told(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DistillationError, match="lookup tables"):
        read_values(tmp_path / name)
