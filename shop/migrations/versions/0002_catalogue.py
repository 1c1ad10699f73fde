"""Products, variants and size guides.

Revision 0002, after 0001. Column types are spelled out here and not taken from the code, so that
this step stays what it was when the code goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# In the order in which they refer to each other.
TABLES = ("products", "size_guides", "variants")


def upgrade() -> None:
    create_products()
    create_size_guides()
    create_variants()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_products() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("brand", sa.String(60), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("earlier_prices", sa.JSON(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("attributes_zh", sa.JSON(), nullable=False),
        sa.Column("material", sa.String(200), nullable=False),
        sa.Column("material_zh", sa.String(200), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=False),
        sa.Column("returnable", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=False),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("brand_zh", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(120), nullable=False),
        sa.Column("kind_zh", sa.String(120), nullable=False),
        sa.Column("sizes_zh", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_index(op.f("ix_products_category"), "products", ["category"], unique=False)


def create_size_guides() -> None:
    op.create_table(
        "size_guides",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("title_zh", sa.String(200), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("columns_zh", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_zh", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_size_guides")),
    )
    op.create_index(op.f("ix_size_guides_category"), "size_guides", ["category"], unique=False)


def create_variants() -> None:
    op.create_table(
        "variants",
        sa.Column("sku", sa.String(60), nullable=False),
        sa.Column("product_id", sa.String(20), nullable=False),
        sa.Column("size", sa.String(30), nullable=True),
        sa.Column("color", sa.String(30), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("restock_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_variants_product_id")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_variants")),
    )
    op.create_index(op.f("ix_variants_product_id"), "variants", ["product_id"], unique=False)
