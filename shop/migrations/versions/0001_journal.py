"""Operations, audit, counters, outbox, and who may see what.

Revision 0001, after an empty database. Column types are spelled out here and not taken from the code, so that
this step stays what it was when the code goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# In the order in which they refer to each other.
TABLES = (
    "access_codes",
    "access_grants",
    "access_guards",
    "access_identities",
    "audit",
    "counters",
    "operations",
    "outbox",
)


def upgrade() -> None:
    create_access_codes()
    create_access_grants()
    create_access_guards()
    create_access_identities()
    create_audit()
    create_counters()
    create_operations()
    create_outbox()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def row_number() -> sa.types.TypeEngine:
    """SQLite counts rows only in a column of type INTEGER."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def create_access_codes() -> None:
    op.create_table(
        "access_codes",
        sa.Column("id", row_number(), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_codes")),
    )
    op.create_index(op.f("ix_access_codes_conversation"), "access_codes", ["conversation"], unique=False)
    op.create_index(op.f("ix_access_codes_expires_at"), "access_codes", ["expires_at"], unique=False)


def create_access_grants() -> None:
    op.create_table(
        "access_grants",
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("order_id", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "order_id", name=op.f("pk_access_grants")),
    )
    op.create_index(op.f("ix_access_grants_at"), "access_grants", ["at"], unique=False)


def create_access_guards() -> None:
    op.create_table(
        "access_guards",
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("wait_minutes", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_access_guards")),
    )
    op.create_index(op.f("ix_access_guards_changed_at"), "access_guards", ["changed_at"], unique=False)


def create_access_identities() -> None:
    op.create_table(
        "access_identities",
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("customer_id", sa.String(20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_access_identities")),
    )
    op.create_index(op.f("ix_access_identities_at"), "access_identities", ["at"], unique=False)


def create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", row_number(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("record_type", sa.String(40), nullable=False),
        sa.Column("record_id", sa.String(60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_key"), "audit", ["key"], unique=False)
    op.create_index("ix_audit_record", "audit", ["record_id", "id"], unique=False)


def create_counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(10), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )


def create_operations() -> None:
    op.create_table(
        "operations",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("arguments", sa.String(64), nullable=False),
        sa.Column("record_id", sa.String(60), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_operations")),
    )


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", row_number(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_to"), "outbox", ["to"], unique=False)
