"""What the shop says in conversation, beside its frequent questions.

Revision 0012, after 0011. Column types are spelled out here and not taken from the code, so that
this step stays what it was when the code goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("faqs") as faqs:
        faqs.add_column(sa.Column("kind", sa.String(10), nullable=False, server_default="question"))


def downgrade() -> None:
    op.execute("DELETE FROM faqs WHERE kind <> 'question'")
    with op.batch_alter_table("faqs") as faqs:
        faqs.drop_column("kind")
