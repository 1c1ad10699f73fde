"""One transaction: everything with its audit rows, or nothing; each key once; two writers never half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from shop.audit import By
from shop.database import open_engine
from shop.domain.clock import FixedClock
from shop.domain.customer import Customer
from shop.domain.errors import ConcurrentChange, KeyReused, NotFound, Refused, Unavailable
from shop.domain.order import Order
from shop.repository import Unit, audit_of, count
from shop.tables.journal import operations
from shop.unit_of_work import Store
from tests.shop.samples import customer, order, product, put

Author = Callable[..., By]


def rename(name: str) -> Callable[[Unit], Customer]:
    def work(unit: Unit) -> Customer:
        found = unit.get(Customer, "CUS-1")
        found.name = name
        return found

    return work


def test_an_order_comes_back_as_it_was_stored(store: Store, clock: FixedClock) -> None:
    put(store, customer(), product(), order(clock.now()))
    with store.reading() as unit:
        found = unit.get(Order, "ORD-1042")
    assert str(found.total) == "46.00 USD"
    assert [(line.line, line.sku, str(line.unit_price)) for line in found.lines] == [
        (1, "PRD-1-BLK-M", "20.00 USD")
    ]
    assert found.shipping_address.text == "12 Elm Street, Springfield"
    assert found.delivered_at is not None and found.delivered_at.utcoffset() is not None
    assert found.payments[0].amount == found.total


def test_a_change_leaves_an_audit_row_and_the_next_version(store: Store, by: Author) -> None:
    put(store, customer())
    changed = store.change(by("k"), "account.edit", {"name": "Bo"}, rename("Bo"))
    assert changed.version == 2
    with store.reading() as unit:
        made, row = audit_of(unit, "CUS-1")
    assert made.before is None and made.after is not None and made.after["name"] == "Ann Lee"
    assert (row.actor, row.channel, row.action, row.key) == ("test", "shell", "account.edit", "k")
    assert row.before is not None and row.before["name"] == "Ann Lee"
    assert row.after is not None and (row.after["name"], row.after["version"]) == ("Bo", 2)


def test_the_same_key_counts_once(store: Store, by: Author) -> None:
    first, again = (
        store.change(by("yes"), "make", {"a": 1}, lambda unit: unit.add(customer(unit.next_id("CUS"))))
        for _ in range(2)
    )
    assert first.id == again.id == "CUS-1"
    with store.reading() as unit:
        assert count(unit, Customer) == 1


def test_the_same_key_for_something_else_is_an_error(store: Store, by: Author) -> None:
    put(store, customer())
    store.change(by("yes"), "account.edit", {"name": "Bo"}, rename("Bo"))
    with pytest.raises(KeyReused):
        store.change(by("yes"), "account.edit", {"name": "Cy"}, rename("Cy"))
    with pytest.raises(KeyReused):
        store.change(by("yes"), "account.delete", {"name": "Bo"}, rename("Bo"))


def test_the_same_key_from_many_threads_makes_one_record(store: Store, by: Author) -> None:
    put(store, customer("CUS-100"))
    start = threading.Barrier(6)

    def call(_: int) -> str:
        start.wait()
        try:
            made = store.change(by("same"), "make", {}, lambda u: u.add(customer(u.next_id("CUS"))))
        except ConcurrentChange:
            return "try again"
        return made.id

    with ThreadPoolExecutor(6) as pool:
        ids = set(pool.map(call, range(6)))
    assert len(ids - {"try again"}) == 1
    with store.reading() as unit:
        assert count(unit, Customer) == 2


def test_ids_are_never_given_twice(store: Store, by: Author) -> None:
    put(store, customer("CUS-100"))
    store.change(by(), "first", {}, lambda u: u.add(customer(u.next_id("CUS"))))

    def call(number: int) -> str:
        return store.change(by(f"n{number}"), "make", {}, lambda u: u.add(customer(u.next_id("CUS")))).id

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(call, range(12)))
    assert len(set(ids)) == 12


def test_a_failure_between_change_and_audit_leaves_nothing(
    store: Store, by: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, customer())
    with monkeypatch.context() as patch:
        patch.setattr(Unit, "write_audit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.change(by("k"), "account.edit", {"name": "Bo"}, rename("Bo"))
    with store.reading() as unit:
        assert unit.get(Customer, "CUS-1").name == "Ann Lee"
        assert len(audit_of(unit, "CUS-1")) == 1
        assert unit.session.execute(select(operations).where(operations.c.key == "k")).all() == []
    assert store.change(by("k"), "account.edit", {"name": "Bo"}, rename("Bo")).name == "Bo"


def test_a_refusal_in_the_middle_leaves_nothing_and_the_key_free(store: Store, by: Author) -> None:
    put(store, customer())

    def work(unit: Unit) -> Customer:
        rename("Bo")(unit)
        unit.mail("ann@example.com", "Hello", "Hello", "test")
        unit.session.flush()
        raise Refused("open_orders")

    with pytest.raises(Refused):
        store.change(by("k"), "account.edit", {}, work)
    with store.reading() as unit:
        assert unit.get(Customer, "CUS-1").name == "Ann Lee"
    store.change(by("k"), "account.edit", {}, rename("Bo"))


def test_a_stale_copy_cannot_overwrite(store: Store, by: Author) -> None:
    """The version column stops a writer whose copy is older than the row, whatever the locks did."""
    put(store, customer())
    tries = []

    def work(unit: Unit) -> Customer:
        found = unit.get(Customer, "CUS-1")
        tries.append(found.version)
        set_committed_value(found, "version", 7)  # as if it had been read at another version
        found.name = "Bo"
        return found

    with pytest.raises(ConcurrentChange):
        store.change(by(), "account.edit", {}, work)
    assert tries == [1, 1], "tried once more"
    with store.reading() as unit:
        assert unit.get(Customer, "CUS-1").name == "Ann Lee"
        assert len(audit_of(unit, "CUS-1")) == 1


def test_two_writers_both_count(store: Store, by: Author) -> None:
    put(store, customer())
    start = threading.Barrier(4)

    def add_points(number: int) -> int:
        def work(unit: Unit) -> Customer:
            found = unit.get(Customer, "CUS-1")
            found.points += 1
            return found

        start.wait()
        return store.change(by(f"n{number}"), "points", {}, work).version

    with ThreadPoolExecutor(4) as pool:
        versions = sorted(pool.map(add_points, range(4)))
    assert versions == [2, 3, 4, 5]
    with store.reading() as unit:
        assert unit.get(Customer, "CUS-1").points == 4


def test_a_change_behind_the_audit_is_a_programming_error(store: Store, by: Author) -> None:
    put(store, customer())
    with pytest.raises(RuntimeError, match=r"Store\.change"):
        store.write(rename("Bo"))

    def behind(unit: Unit) -> None:
        unit.session.execute(select(Customer)).scalars().one().name = "Bo"

    with pytest.raises(RuntimeError, match=r"Unit\.find"):
        store.change(by(), "edit", {}, behind)
    with store.reading() as unit, pytest.raises(RuntimeError):
        unit.get(Customer, "CUS-1").name = "Bo"
        unit.session.flush()


def test_an_unknown_id_is_not_found(store: Store) -> None:
    with store.reading() as unit, pytest.raises(NotFound, match="customer"):
        unit.get(Customer, "CUS-404")


def test_a_writer_that_waits_too_long_gives_up_and_may_try_again(
    url: str, clock: FixedClock, by: Author
) -> None:
    slow, patient = Store(open_engine(url), clock), Store(open_engine(url, patience=200), clock)
    put(slow, customer())
    inside, done = threading.Event(), threading.Event()

    def hold(unit: Unit) -> Customer:
        found = rename("Cy")(unit)
        inside.set()
        done.wait(20)
        return found

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(slow.change, by("slow"), "hold", {}, hold)
        inside.wait(20)
        try:
            with pytest.raises(Unavailable):
                patient.change(by("quick"), "account.edit", {}, rename("Bo"))
            with patient.reading() as unit:
                assert unit.get(Customer, "CUS-1").name == "Ann Lee", "readers do not wait for writers"
        finally:
            done.set()
        assert held.result().name == "Cy"
    assert patient.change(by("quick"), "account.edit", {}, rename("Bo")).name == "Bo"
    for store in (slow, patient):
        store.engine.dispose()


def test_a_reader_sees_one_moment(store: Store, by: Author) -> None:
    put(store, customer())
    with store.reading() as unit:
        assert unit.get(Customer, "CUS-1").name == "Ann Lee"
        store.change(by(), "account.edit", {}, rename("Bo"))
        unit.session.expire_all()
        assert unit.get(Customer, "CUS-1").name == "Ann Lee"
    with store.reading() as unit:
        assert unit.get(Customer, "CUS-1").name == "Bo"


def test_a_database_that_does_not_answer_is_unavailable(clock: FixedClock) -> None:
    store = Store(open_engine("postgresql://shop@127.0.0.1:9/none"), clock)
    with pytest.raises(Unavailable), store.reading() as unit:
        unit.find(Customer, "CUS-1")


def test_a_database_without_tables_names_the_remedy(clock: FixedClock, tmp_path: object) -> None:
    store = Store(open_engine(f"sqlite:///{tmp_path}/empty.db"), clock)
    with pytest.raises(Unavailable, match="migrate"), store.reading() as unit:
        unit.find(Customer, "CUS-1")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "nonsense"])
def test_other_databases_are_refused_at_the_door(url: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        open_engine(url)
