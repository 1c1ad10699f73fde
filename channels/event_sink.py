"""Rasa's event broker of this project: what each turn came to goes into the shop's database (docs/report.md).

Named in endpoints.yml. Publishing costs a turn next to nothing: a thread writes, and waits for a database that is
down. What cannot be kept is counted, and told in the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

from channels.failures import place
from channels.turn_events import turn_of
from channels.turn_writer import TurnWriter
from shop import private_logs
from shop.bootstrap import open_shop
from shop.domain.clock import Clock

log = logging.getLogger(__name__)

OPEN_MOST = 1_000  # conversations in the middle of a turn
EVENTS_MOST = 300  # events of one turn
CLOSING_S = 5.0  # for which a server that stops goes on writing


class EventSink(EventBroker):
    """Collects the events of a turn until the assistant listens again, and hands them to the writer.

    `unsure_below` is the FallbackClassifier's threshold (config.yml): it tells "unsure" from "ambiguous".
    """

    def __init__(self, writer: TurnWriter, clock: Clock, unsure_below: float) -> None:
        self.writer = writer
        self._clock = clock
        self._unsure_below = unsure_below
        self._turns: OrderedDict[str, list[Mapping[str, Any]]] = OrderedDict()

    @classmethod
    async def from_endpoint_config(
        cls, broker_config: EndpointConfig, event_loop: asyncio.AbstractEventLoop | None = None
    ) -> EventSink:
        """Over the shop that the environment names. Raises InvalidConfigException for a setting that cannot be."""
        settings = dict(broker_config.kwargs)
        unsure_below = settings.pop("unsure_below", 0.0)
        is_number = isinstance(unsure_below, (int, float)) and not isinstance(unsure_below, bool)
        if settings or not is_number or not 0 <= unsure_below <= 1:
            raise InvalidConfigException(
                "event_broker: expected unsure_below, 0 to 1, and nothing else, found "
                f"{sorted(settings) or unsure_below!r}; mend endpoints.yml"
            )
        private_logs.install()  # also where no channel of ours is: in the shell
        shop = open_shop()
        return cls(TurnWriter(shop.turns.add), shop.clock, float(unsure_below))

    def publish(self, event: dict[str, Any]) -> None:
        """One event, in Rasa's JSON. Never raises: no turn fails for the report's sake."""
        try:
            self._take(event)
        except Exception as error:
            log.error("an event is lost for the report: %s", place(error))

    async def close(self) -> None:
        """Writes what is left, for some seconds at most."""
        await asyncio.to_thread(self.writer.close, CLOSING_S)

    def _take(self, event: Mapping[str, Any]) -> None:
        sender_id = str(event["sender_id"])
        turn = self._turns.setdefault(sender_id, [])
        turn.append(event)
        is_over = event.get("event") == "action" and event.get("name") == "action_listen"
        if is_over or len(turn) >= EVENTS_MOST:
            del self._turns[sender_id]
            at = self._clock.now()
            self.writer.put(lambda: turn_of(sender_id, turn, at, self._unsure_below))
        elif len(self._turns) > OPEN_MOST:
            self._turns.popitem(last=False)  # turns that failed, and were never heard of again
