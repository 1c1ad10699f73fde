"""What Rasa's events tell of each turn.

Revision 0009, after 0008. Column types are spelled out here and not taken from the code, so that
this step stays what it was when the code goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("language", sa.String(2), nullable=True),
        sa.Column("intent", sa.String(80), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("guess", sa.String(80), nullable=True),
        sa.Column("guess_confidence", sa.Float(), nullable=True),
        sa.Column("by_button", sa.Boolean(), nullable=False),
        sa.Column("fallback", sa.String(40), nullable=True),
        sa.Column("response_ms", sa.Integer(), nullable=True),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    for column in ("at", "conversation"):
        op.create_index(op.f(f"ix_turns_{column}"), "turns", [column], unique=False)


def downgrade() -> None:
    op.drop_table("turns")
