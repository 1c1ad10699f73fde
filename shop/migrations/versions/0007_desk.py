"""Staff with their sessions, hand-offs to them, and feedback.

Revision 0007, after 0006. Column types are spelled out here and not taken from the code, so that
this step stays what it was when the code goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# In the order in which they refer to each other.
TABLES = ("staff", "staff_passwords", "staff_sessions", "handoffs", "feedback")


def upgrade() -> None:
    create_staff()
    create_staff_passwords()
    create_staff_sessions()
    create_handoffs()
    create_feedback()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("shown_as", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )


def create_staff_passwords() -> None:
    op.create_table(
        "staff_passwords",
        sa.Column("staff_id", sa.String(20), nullable=False),
        sa.Column("hash", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_passwords_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_passwords")),
    )


def create_staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(20), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_seen_at"), "staff_sessions", ["seen_at"], unique=False)
    op.create_index(op.f("ix_staff_sessions_staff_id"), "staff_sessions", ["staff_id"], unique=False)


def create_handoffs() -> None:
    op.create_table(
        "handoffs",
        sa.Column("ticket_id", sa.String(20), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("situation", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event", sa.String(20), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person", sa.String(40), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(254), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_handoffs_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_handoffs")),
    )
    op.create_index(op.f("ix_handoffs_conversation"), "handoffs", ["conversation"], unique=False)
    op.create_index(op.f("ix_handoffs_event"), "handoffs", ["event"], unique=False)
    op.create_index(op.f("ix_handoffs_remind_at"), "handoffs", ["remind_at"], unique=False)


def create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("task", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.String(20), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_feedback_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_asked_at"), "feedback", ["asked_at"], unique=False)
    op.create_index(op.f("ix_feedback_conversation"), "feedback", ["conversation"], unique=False)
    op.create_index(op.f("ix_feedback_order_id"), "feedback", ["order_id"], unique=False)
