"""Indexes for lists of sightings from all collections and for webhooks' turns; faces that results forgot."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add them."""
    op.add_column("jobs", sa.Column("blank_faces", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("sightings", sa.Column("exported_first_at", sa.Double))
    op.create_index("sightings_listed", "sightings", ["first_at", "id"])
    op.drop_index("deliveries_due", "deliveries")
    op.create_index("deliveries_due", "deliveries", ["webhook_id", "status", "due_at"])
    op.create_index("sightings_source", "sightings", ["source", "first_at", "id"])
