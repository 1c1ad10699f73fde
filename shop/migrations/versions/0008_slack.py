"""What came in from Slack, who sends, and accounts linked to customers.

Revision 0008, after 0007. Column types are spelled out here and not taken from the code, so that
this step stays what it was when the code goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# In the order in which they refer to each other.
TABLES = ("slack_arrivals", "slack_sendings", "customer_links")


def upgrade() -> None:
    create_slack_arrivals()
    create_slack_sendings()
    create_customer_links()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_slack_arrivals() -> None:
    op.create_table(
        "slack_arrivals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("message", sa.String(80), nullable=True),
        sa.Column("lane", sa.String(200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("worker", sa.String(40), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.String(60), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("thread", sa.String(30), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_arrivals")),
        sa.UniqueConstraint("key", name=op.f("uq_slack_arrivals_key")),
        sa.UniqueConstraint("message", name=op.f("uq_slack_arrivals_message")),
    )
    for column in ("at", "conversation_id", "lane", "state"):
        op.create_index(op.f(f"ix_slack_arrivals_{column}"), "slack_arrivals", [column], unique=False)


def create_slack_sendings() -> None:
    op.create_table(
        "slack_sendings",
        sa.Column("conversation_id", sa.String(60), nullable=False),
        sa.Column("worker", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_slack_sendings_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_slack_sendings")),
    )


def create_customer_links() -> None:
    op.create_table(
        "customer_links",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("account", sa.String(90), nullable=False),
        sa.Column("customer_id", sa.String(20), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_links_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_links")),
    )
    op.create_index(op.f("ix_customer_links_customer_id"), "customer_links", ["customer_id"], unique=False)
    active = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_customer_links_active", "customer_links", ["channel", "account"],
        unique=True, sqlite_where=active, postgresql_where=active,
    )  # fmt: skip
