"""Tables of what customers, the assistant and people said to each other on the channels."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from shop.audit import record_kind
from shop.domain.conversation import Conversation
from shop.tables.journal import RowNumber
from shop.tables.types import UTCDateTime, mapper_registry, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("digest", String(64), nullable=False, index=True),  # as the tables of proofs know it
    Column("channel", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("holder", String(10), nullable=False, index=True),
    Column("address", JSON(none_as_null=True), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False, index=True),
    Column("session", Integer, nullable=False, server_default="1"),  # tokens of earlier numbers are dead
    Column("last_seq", Integer, nullable=False, server_default="0"),
    Column("delivered_seq", Integer, nullable=False, server_default="0"),
    Column("seen_seq", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False),
)
Index(
    "ix_conversations_undelivered",
    conversations.c.channel,
    sqlite_where=text("delivered_seq < last_seq"),
    postgresql_where=text("delivered_seq < last_seq"),
)

messages = Table(
    "chat_messages",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),  # 1, 2, 3 … within its conversation
    Column("author", String(10), nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("client_id", String(64)),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "client_id"),
)

# What the entity does not know, since it is not audited: how far things were sent, and the like.
_BOOKKEEPING = ("digest", "session", "last_seq", "delivered_seq", "seen_seq", "created_at", "updated_at")


def map_conversations() -> None:
    mapper_registry.map_imperatively(
        Conversation,
        conversations,
        version_id_col=conversations.c.version,
        version_id_generator=False,
        exclude_properties=_BOOKKEEPING,
    )
    record_kind(Conversation, "conversation")
