"""Which facts the shop passes with each refusal, read from its source: what a text may count on."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

from shop.domain.errors import REFUSALS

SHOP = Path(__file__).resolve().parents[2] / "shop"
# `**refund.facts`
REFUND_FACTS = frozenset({"order_id", "refund_id", "amount", "method", "expected_by", "paid_at"})
# Places that choose the code by a variable: file → the codes and the facts that go with them.
BY_VARIABLE = {
    "domain/order.py": {
        code: frozenset({"order_id", "status", "at"})
        for code in (
            "not_paid",
            "already_paid",
            "already_packed",
            "already_shipped",
            "already_delivered",
            "already_cancelled",
        )
    },
    "domain/returns.py": {code: REFUND_FACTS for code in ("refund_in_progress", "refund_paid")},
}


@functools.cache
def sure_facts() -> dict[str, frozenset[str]]:
    """Code → the facts that every place raising it passes; codes that are raised nowhere have none."""
    found: dict[str, list[frozenset[str]]] = {code: [] for code in REFUSALS}
    by_variable = set()
    for path in sorted(SHOP.rglob("*.py")):
        place = path.relative_to(SHOP).as_posix()
        for call in _refusals_in(path):
            code = call.args[0]
            if isinstance(code, ast.Constant):
                found[str(code.value)].append(_facts_of(call))
            else:
                by_variable.add(place)
    assert by_variable == set(BY_VARIABLE), (
        f"add the codes and facts of {by_variable ^ set(BY_VARIABLE)} to BY_VARIABLE"
    )
    for codes in BY_VARIABLE.values():
        for code_name, facts in codes.items():
            found[code_name].append(facts)
    return {
        code: frozenset.intersection(*places) if places else frozenset() for code, places in found.items()
    }


def _refusals_in(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text())
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refused"
        and node.args
    ]


def _facts_of(call: ast.Call) -> frozenset[str]:
    named = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
    unpacked = [keyword for keyword in call.keywords if keyword.arg is None]
    of_refund = any(isinstance(keyword.value, ast.Attribute) for keyword in unpacked)
    return named | REFUND_FACTS if of_refund else named  # facts that come in a variable are not counted on
