"""What a deletion leaves to be removed from the buckets, and marks of what it took."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table and the marks."""
    op.add_column("collections", sa.Column("erased_in", sa.Integer, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("erased", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "leftovers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("call", sa.String(32), nullable=False),
        sa.Column("since", sa.Double, nullable=False),
    )
    op.create_index("leftovers_call", "leftovers", ["call", "id"])
    op.create_index("leftovers_since", "leftovers", ["since", "id"])
