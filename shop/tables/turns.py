"""The table of turns: what Rasa's events tell of each message. No records of the shop, so no audit."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Integer, String, Table, Text

from shop.tables.journal import RowNumber
from shop.tables.types import UTCDateTime, metadata

turns = Table(
    "turns",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column(
        "conversation", String(64), nullable=False, index=True
    ),  # its digest, as the tables of proofs know it
    Column("at", UTCDateTime, nullable=False, index=True),
    Column("channel", String(60), nullable=False),
    Column("language", String(2)),
    Column("intent", String(80), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("guess", String(80)),
    Column("guess_confidence", Float),
    Column("by_button", Boolean, nullable=False),
    Column("fallback", String(40)),
    Column("resort", String(20)),  # what was said instead
    Column("unsaid", JSON(none_as_null=True)),  # [reason, …] why no generated reply was; NULL: none was due
    Column("response_ms", Integer),
    Column("cases", JSON, nullable=False),  # [{"task", "case", "step", "outcome"}, …]
    Column("events", JSON, nullable=False),  # [[kind, name], …]
    Column(
        "text", Text
    ),  # of a message that was not understood, masked; dropped with the conversation's words
)
