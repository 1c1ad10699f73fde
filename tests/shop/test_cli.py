"""The command line, run in this process on a seeded database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from shop.bootstrap import open_shop
from shop.cli import main

ORDER_KEYS = {
    "id", "status", "customer_id", "email", "phone", "currency", "total", "placed_at", "shipped_at",
    "delivered_at", "shipping_address", "lines", "payments", "shipments", "returns", "exchanges", "refunds",
    "invoices", "tickets",
}  # fmt: skip
LINE_KEYS = {
    "line", "product_id", "sku", "name", "name_zh", "size", "color", "quantity", "unit_price",
}  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite file filled by the command itself."""
    url = f"sqlite:///{tmp_path_factory.mktemp('cli')}/shop.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOP_DATABASE_URL", url)
        assert main(["seed", "--today", "2024-05-15"]) == 0
    return url


@pytest.fixture(autouse=True)
def environment(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE_URL", database)
    monkeypatch.setenv("SHOP_NOW", "2024-05-15")


def output(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    capsys.readouterr()
    assert main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_order_as_json_has_what_the_contract_names(capsys: pytest.CaptureFixture[str]) -> None:
    order = output(capsys, "order", "ord-1042")
    assert set(order) >= ORDER_KEYS and set(order["lines"][0]) >= LINE_KEYS
    assert order["delivered_at"] == "2024-05-10T00:00:00+00:00"
    assert (order["total"], order["currency"]) == ("99.97", "USD")
    assert order["shipping_address"]["address"].startswith("48 Maple Avenue")
    assert order["shipments"][0]["events"][-1]["text_zh"] == "已签收"


def test_a_return_in_an_order_names_its_lines_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    made = output(capsys, "order", "ORD-1056")["returns"][0]
    assert made["lines"][0]["line"] == 1 and made["lines"][0]["quantity"] == 1
    assert (made["reason"], made["resolution"], made["status"]) == ("too_large", "refund", "received")
    assert output(capsys, "return", made["id"])["order_id"] == "ORD-1056"


def test_each_kind_of_record_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "customer", "CUS-18")["orders"] == ["ORD-1059", "ORD-1060"]
    assert output(capsys, "product", "PRD-201")["prices"]["CNY"] == "459.00"
    cancelled = output(capsys, "order", "ORD-1055")
    refund = cancelled["refunds"][0]["id"]
    assert output(capsys, "refund", refund)["status"] == "failed"
    invoice = output(capsys, "order", "ORD-1065")["invoices"][0]["id"]
    assert output(capsys, "invoice", invoice)["title"] == "Maple Studio LLC"
    assert output(capsys, "ticket", "TKT-1")["id"] == "TKT-1"
    assert output(capsys, "exchange", "EXC-1")["id"] == "EXC-1"


def test_the_audit_tells_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    rows = output(capsys, "audit", "ORD-1055")
    assert set(rows[0]) >= {"at", "actor", "channel", "action", "key", "before", "after"}
    assert rows[0]["before"] is None and rows[1]["action"] == "order.cancel"
    assert (rows[1]["before"]["status"], rows[1]["after"]["status"]) == ("paid", "cancelled")


@pytest.mark.parametrize(
    "argv", [["order", "ORD-9"], ["customer", "x"], ["ticket", "TKT-0"], ["audit", "ORD-9"], ["return", ""]]
)
def test_an_unknown_id_is_an_error_without_output(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*argv, "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("shop: expected")


def test_for_a_person_it_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["order", "ORD-1042"]) == 0
    assert "name: Marten Trail Running Shoes" in capsys.readouterr().out
    assert main(["demo"]) == 0
    assert "return_ok: CUS-1 ORD-1042" in capsys.readouterr().out


def test_the_cast_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    cases = output(capsys, "demo")
    assert len(cases) >= 30
    assert cases[0]["say"]["en"][0] == "Hi, I want to return the trail running shoes from order ORD-1042"


def test_the_outbox(capsys: pytest.CaptureFixture[str]) -> None:
    letters = output(capsys, "outbox")
    assert letters and set(letters[0]) == {"id", "at", "to", "subject", "body", "kind"}


def test_a_filled_database_is_not_filled_again_by_accident(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed"]) == 1
    told = capsys.readouterr()
    assert "--reset" in told.err and told.out == ""


def test_a_reset_starts_anew(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed", "--reset", "--today", "2024-05-15"]) == 0
    assert "440 orders" in capsys.readouterr().out
    assert output(capsys, "order", "ORD-1042")["status"] == "delivered"


def test_the_lookup_is_a_training_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "nlu" / "catalogue.yml"
    assert main(["lookup", "--out", str(out)]) == 0
    tables = {each["lookup"]: each["examples"] for each in yaml.safe_load(out.read_text("utf-8"))["nlu"]}
    assert set(tables) == {"brand", "product"}
    assert "- Ridgefox\n" in tables["brand"] and "- 岭狐\n" in tables["brand"]
    for word in ("trail running shoes", "running shoes", "shoes", "越野跑鞋", "跑鞋", "岩貂越野跑鞋"):
        assert f"- {word}\n" in tables["product"]


def test_an_empty_database_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    assert main(["order", "ORD-1042"]) == 1
    assert "python -m shop seed" in capsys.readouterr().err
    assert main(["migrate"]) == 0
    assert main(["demo", "--json"]) == 1
    assert "python -m shop seed --reset" in capsys.readouterr().err


def test_nonsense_in_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHOP_NOW", "yesterday")
    assert main(["demo"]) == 1
    assert "YYYY-MM-DD" in capsys.readouterr().err


def say(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    capsys.readouterr()
    assert main(list(argv)) == 0
    return capsys.readouterr().out


def test_old_conversations_are_forgotten_and_younger_ones_stay(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for id, day in (("web-old", "2024-01-10"), ("web-new", "2024-05-10")):
        monkeypatch.setenv("SHOP_NOW", day)
        shop = open_shop()
        shop.conversations.open(id, "web", "en")
        shop.conversations.append(id, "customer", {"text": "hello"})
    monkeypatch.setenv("SHOP_NOW", "2024-05-15")
    assert "1 messages" in say(capsys, "forget", "--days", "90")
    kept = {id: len(open_shop().conversations.since(id, 0)) for id in ("web-old", "web-new")}
    assert kept == {"web-old": 0, "web-new": 1}
    assert "0 messages" in say(capsys, "forget", "--before", "2024-05-01")
    assert "1 messages" in say(capsys, "forget", "--before", "2024-05-15")


@pytest.mark.parametrize(
    "arguments", [["--days", "0"], ["--days", "-3"], ["--before", "2024-05-16"], ["--before", "yesterday"]]
)
def test_a_wrong_day_forgets_nothing(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    shop = open_shop()
    shop.conversations.open("web-kept", "web", "en")
    shop.conversations.append("web-kept", "customer", {"text": "hello"})
    assert main(["forget", *arguments]) == 1
    assert "expected" in capsys.readouterr().err
    assert shop.conversations.since("web-kept", 0)


def test_orders_that_nobody_paid_are_cancelled_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = "2024-06-30"
    monkeypatch.setenv("SHOP_NOW", late)
    first = say(capsys, "cancel-expired")
    assert "ORD-" in first
    expired = first.partition(": ")[2].strip().split(", ")
    assert {output(capsys, "order", id)["status"] for id in expired} == {"cancelled"}
    assert say(capsys, "cancel-expired") == "0 unpaid orders are cancelled.\n"
