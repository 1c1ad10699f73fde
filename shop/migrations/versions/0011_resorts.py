"""What was said to a message that no rule answered, and why nothing better.

Revision 0011, after 0010. Column types are spelled out here and not taken from the code, so that
this step stays what it was when the code goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turns") as turns:
        turns.add_column(sa.Column("resort", sa.String(20), nullable=True))
        turns.add_column(sa.Column("unsaid", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("turns") as turns:
        turns.drop_column("unsaid")
        turns.drop_column("resort")
