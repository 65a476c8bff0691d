"""Who those who were merged are now."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "heirs",
        sa.Column("former_id", sa.String(32), primary_key=True),
        sa.Column("heir_id", sa.String(32), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("heirs_heir", "heirs", ["heir_id"])
