"""The first tables: collections, people, faces, the gallery's outbox, jobs and response queues."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    _create_people()
    _create_gallery_outbox()
    _create_jobs()


def _create_people() -> None:
    op.create_table(
        "collections",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("collection", sa.String(64), sa.ForeignKey("collections.name"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("external_id", sa.String(200)),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("updated_at", sa.Double, nullable=False),
    )
    op.create_index("people_name", "people", ["name"])
    op.create_index("people_listed", "people", ["created_at", "id"])
    op.create_index("people_of_collection", "people", ["collection", "created_at", "id"])
    op.create_index("people_external_id", "people", ["collection", "external_id"], unique=True)
    op.create_table(
        "faces",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("collection", sa.String(64), sa.ForeignKey("collections.name"), nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False, unique=True),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("embedding", sa.LargeBinary, nullable=False),
        sa.Column("box", sa.JSON, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("added_in", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
    )
    op.create_index("faces_person", "faces", ["person_id"])
    op.create_index("faces_segment", "faces", ["collection", "added_in"])


def _create_gallery_outbox() -> None:
    op.create_table(
        "gallery_removals",
        sa.Column("collection", sa.String(64), sa.ForeignKey("collections.name"), primary_key=True),
        sa.Column("face_id", sa.String(32), primary_key=True),
        sa.Column("removed_in", sa.Integer, nullable=False),
    )
    op.create_index("gallery_removals_segment", "gallery_removals", ["collection", "removed_in"])
    op.create_table(
        "unpublished_segments",
        sa.Column("collection", sa.String(64), sa.ForeignKey("collections.name"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("revision", sa.String(32), nullable=False),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("collection", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(32)),
        sa.Column("image_key", sa.String(255), nullable=False),
        sa.Column("image_sha256", sa.String(64), nullable=False),
        sa.Column("image_bytes", sa.Integer, nullable=False),
        sa.Column("output_key", sa.String(255)),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("idempotency_key", sa.String(128), unique=True),
        sa.Column("accepted_at", sa.Double, nullable=False),
        sa.Column("deadline", sa.Double, nullable=False),
        sa.Column("sent_at", sa.Double),
        sa.Column("sends", sa.Integer, nullable=False),
        sa.Column("finished_at", sa.Double),
        sa.Column("error_code", sa.String(64)),
        sa.Column("error_message", sa.String(500)),
    )
    op.create_index("jobs_unfinished", "jobs", ["status", "accepted_at"])
    op.create_index("jobs_newest", "jobs", ["accepted_at", "id"])
    op.create_table(
        "reply_queues",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("seen_at", sa.Double, nullable=False),
    )
