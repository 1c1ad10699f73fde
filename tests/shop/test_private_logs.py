"""Whatever is logged by whomever, no personal data stands in the line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shop import private_logs
from shop.domain.errors import Unavailable

PERSONAL = "Jane Miller, jane.miller@example.com, 13800138000, 12 Baker Street, London"
LEVELS = ("rasa", "rasa_sdk", "sanic", "engineio", "socketio", "aiohttp", "urllib3", "sqlalchemy", "asyncio")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a handler writes that was there before the masking was installed; all is as before afterwards."""
    factory, levels = logging.getLogRecordFactory(), {name: logging.getLogger(name).level for name in LEVELS}
    root, written = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(written), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    private_logs.install()
    private_logs.install()
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_every_line_is_masked_whether_in_the_text_or_in_its_arguments(lines: io.StringIO) -> None:
    logging.getLogger("channels.web").warning(
        "order %s of %s, %s", "ORD-1042", "jane.miller@example.com", "+86 138 0001 3800"
    )
    logging.getLogger("somebody.else").info(f"said {'jane.miller@example.com'}")
    logging.getLogger("channels").error("too many %s", "arguments", "jane.miller@example.com")
    text = lines.getvalue()
    assert "order ORD-1042 of [e-mail], [number]" in text and "said [e-mail]" in text
    assert "too many %s" in text and "jane" not in text


def test_details_of_libraries_are_left_out_and_ours_are_not(lines: io.StringIO) -> None:
    logging.getLogger("rasa.core.processor").debug("Received user message '%s'", PERSONAL)
    logging.getLogger("some.library").debug(PERSONAL)
    logging.getLogger("desk.app").debug("ticket TCK-1")
    assert lines.getvalue() == f"{private_logs.LEFT_OUT}\nticket TCK-1\n"


def test_an_error_is_told_without_what_it_quotes(lines: io.StringIO) -> None:
    try:
        try:
            raise ValueError(PERSONAL)
        except ValueError as error:
            raise KeyError(PERSONAL) from error
    except KeyError:
        logging.getLogger("actions.server").exception("an action failed")
    text = lines.getvalue()
    assert (
        "an action failed" in text
        and "builtins.KeyError" in text
        and "because of builtins.ValueError" in text
    )
    assert "test_private_logs.py" in text
    assert not [part for part in ("Jane", "jane", "13800138000", "Baker") if part in text]


def test_an_error_for_the_operator_keeps_its_text(lines: io.StringIO) -> None:
    for error in (Unavailable("run: python -m shop migrate"), OSError("no space left")):
        logging.getLogger("channels").error("failed", exc_info=error)
    assert "python -m shop migrate" in lines.getvalue() and "no space left" in lines.getvalue()


def test_rasas_structured_log_gives_no_values_along(lines: io.StringIO) -> None:
    """Set up as Rasa does, with the loggers that were used before."""
    before = structlog.get_config()
    steps = [
        structlog.dev.set_exc_info,
        structlog.processors.dict_tracebacks,
        structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=steps, logger_factory=structlog.stdlib.LoggerFactory(), cache_logger_on_first_use=True
    )
    try:
        logger = structlog.get_logger("rasa.core.channels.rest")
        logger.info("used before")
        private_logs.install()
        private_logs.install()
        try:
            said = PERSONAL  # noqa: F841  a local variable, which structlog would write
            raise RuntimeError(PERSONAL)
        except RuntimeError:
            logger.exception("rest.message.received.failure", text=PERSONAL, sender="anna")
    finally:
        structlog.configure(**before)
    row = json.loads(lines.getvalue().splitlines()[-1])
    assert (row["text"], row["sender"]) == (private_logs.LEFT_OUT, "anna")
    assert "RuntimeError" in row["error"]
    assert not [part for part in ("Jane", "jane", "13800138000", "Baker") if part in lines.getvalue()]


def test_a_line_without_end_is_cut(lines: io.StringIO) -> None:
    logging.getLogger("channels").info("x" * 100_000)
    assert len(lines.getvalue()) < 2 * private_logs.LONGEST
