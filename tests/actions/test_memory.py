"""What a conversation remembers, read out of Rasa's slots."""

from __future__ import annotations

from typing import Any

from actions.memory import Case, Memory, memory_from_tracker


class Slots(dict[str, Any]):
    def get_slot(self, name: str) -> Any:
        return self.get(name)


def test_a_changed_value_is_found_different_from_the_slot() -> None:
    slots = Slots(Memory(task=Case("return_item", values={"reason": "too_small"})).slots())
    memory = memory_from_tracker(slots)
    assert memory.task is not None
    memory.task.values["reason"] = "defective"
    memory.focus.orders.append("ORD-1042")
    assert slots["task"]["values"] == {"reason": "too_small"}
    assert {name for name, value in memory.slots().items() if slots[name] != value} == {"task", "focus"}
