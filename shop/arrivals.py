"""What came in from Slack: each thing once, one after the other in its lane, whatever ends in between.

Kept before Slack is answered, claimed by one worker, and finished. A worker that ends in the middle leaves its
thing `started`: it is not done again, since half of it may be done, but told as lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select, update

from shop.domain.errors import ConcurrentChange
from shop.repository import Unit
from shop.tables.slack import arrivals, sendings
from shop.unit_of_work import Store

KEPT = timedelta(days=2)  # Slack repeats an event within some hours, a request counts for five minutes
WORK = timedelta(seconds=120)  # longer than Rasa may take for a message (its lock lives 60 s)
SENDING = timedelta(seconds=60)  # longer than one call of Slack's API may take
UNFINISHED = ("waiting", "started")


@dataclass(frozen=True)
class Arrival:
    id: int
    body: Mapping[str, Any]


class Arrivals:
    """Every method raises Unavailable when the database does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, key: str, lane: str, body: Mapping[str, Any], message: str | None = None) -> bool:
        """Keep something new; False when `key` or `message` came before."""

        def work(unit: Unit) -> bool:
            same = arrivals.c.key == key
            if message is not None:
                same = or_(same, arrivals.c.message == message)
            if unit.session.execute(select(arrivals.c.id).where(same)).first() is not None:
                return False
            row = {"lane": lane, "body": dict(body), "message": message, "state": "waiting", "at": unit.now}
            unit.session.execute(insert(arrivals).values(key=key, **row))
            return True

        try:
            return self._store.write(work)
        except ConcurrentChange:  # the same came at the same time, to another worker, and was kept there
            return False

    def claim(self, worker: str) -> Arrival | None:
        """The oldest that waits and whose lane is free, now `worker`'s; None when there is none."""
        earlier = arrivals.alias()
        before = (earlier.c.lane == arrivals.c.lane) & (earlier.c.id < arrivals.c.id)
        busy = exists().where(before, earlier.c.state.in_(UNFINISHED))
        first = select(arrivals.c.id, arrivals.c.body).where(arrivals.c.state == "waiting", ~busy)
        first = first.order_by(arrivals.c.id).limit(20)
        if not self._any(first):
            return None  # looked without a lock, since it is looked often

        def work(unit: Unit) -> Arrival | None:
            for row in unit.session.execute(first).all():
                mine = (arrivals.c.id == row.id) & (arrivals.c.state == "waiting")
                taken = {"state": "started", "worker": worker, "until": unit.now + WORK}
                if unit.session.execute(update(arrivals).where(mine).values(**taken)).rowcount:
                    return Arrival(row.id, row.body)
            return None

        return self._store.write(work)

    def tell(self, id: int, conversation_id: str, seq: int, thread: str | None) -> None:
        """It has become message `seq` of a conversation, to be answered in `thread`."""
        told = {"conversation_id": conversation_id, "seq": seq, "thread": thread}
        self._set(id, **told)

    def finish(self, id: int) -> None:
        """It is done; what the person wrote is no longer kept here."""
        self._set(id, state="done", body=None, until=None)

    def lost(self) -> list[Arrival]:
        """Those whose worker ended in the middle; each is given out once, and its lane is free again."""
        started = select(arrivals.c.id, arrivals.c.body).where(arrivals.c.state == "started")
        late = started.where(arrivals.c.until < self._store.clock.now()).order_by(arrivals.c.id)
        if not self._any(late):
            return []

        def work(unit: Unit) -> list[Arrival]:
            found = []
            for row in unit.session.execute(late).all():
                mine = (arrivals.c.id == row.id) & (arrivals.c.state == "started")
                gone = {"state": "lost", "body": None, "until": None}
                if unit.session.execute(update(arrivals).where(mine).values(**gone)).rowcount:
                    found.append(Arrival(row.id, row.body))
            return found

        return self._store.write(work)

    def thread_before(self, conversation_id: str, seq: int) -> tuple[str | None] | None:
        """The thread of the last thing the customer said before message `seq`; None when that is not known."""
        mine = (arrivals.c.conversation_id == conversation_id) & (arrivals.c.seq < seq)
        query = select(arrivals.c.thread).where(mine).order_by(arrivals.c.seq.desc()).limit(1)
        with self._store.reading() as unit:
            row = unit.session.execute(query).first()
            return None if row is None else (row.thread,)

    def forget_old(self) -> None:
        """Drop what is done and so old that Slack will not repeat it."""

        def work(unit: Unit) -> None:
            old = (arrivals.c.at < unit.now - KEPT) & arrivals.c.state.notin_(UNFINISHED)
            unit.session.execute(delete(arrivals).where(old))
            unit.session.execute(delete(sendings).where(sendings.c.until < unit.now - KEPT))

        self._store.write(work)

    def _any(self, query: Any) -> bool:
        with self._store.reading() as unit:
            return unit.session.execute(query).first() is not None

    def _set(self, id: int, **values: Any) -> None:
        mine = update(arrivals).where(arrivals.c.id == id)
        self._store.write(lambda unit: unit.session.execute(mine.values(**values)))


class Sendings:
    """Which worker sends a conversation's messages: one at a time, so that they stay in order."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def claim(self, conversation_id: str, worker: str) -> bool:
        """Whether `worker` may send now, for SENDING; also prolongs what it has."""

        def work(unit: Unit) -> bool:
            mine = sendings.c.conversation_id == conversation_id
            free = (sendings.c.worker == worker) | (sendings.c.until < unit.now)
            taken = {"worker": worker, "until": unit.now + SENDING}
            if unit.session.execute(update(sendings).where(mine, free).values(**taken)).rowcount:
                return True
            if unit.session.execute(select(sendings.c.worker).where(mine)).first() is not None:
                return False
            unit.session.execute(insert(sendings).values(conversation_id=conversation_id, **taken))
            return True

        try:
            return self._store.write(work)
        except ConcurrentChange:
            return False

    def release(self, conversation_id: str, worker: str) -> None:
        mine = (sendings.c.conversation_id == conversation_id) & (sendings.c.worker == worker)
        self._store.write(lambda unit: unit.session.execute(delete(sendings).where(mine)))
