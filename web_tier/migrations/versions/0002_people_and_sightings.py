"""Strangers, sightings, corrections, consent, retention, webhooks, tasks; galleries of templates."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_FALSE, _TRUE = sa.false(), sa.true()


def upgrade() -> None:
    """Change the tables that there are, and make the new ones."""
    _change_collections()
    _change_people()
    _change_faces()
    _change_jobs()
    _create_corrections()
    _create_gallery_segments()
    _create_sightings()
    _create_webhooks()
    _create_tasks()


def _change_collections() -> None:
    for column in (
        sa.Column("needed_version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("published_version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("preset", sa.String(16), nullable=False, server_default="balanced"),
        sa.Column("remembers", sa.Boolean, nullable=False, server_default=_TRUE),
        sa.Column("auto_enrol", sa.Boolean, nullable=False, server_default=_FALSE),
        sa.Column("images_kept_days", sa.Double),
        sa.Column("sightings_kept_days", sa.Double),
    ):
        op.add_column("collections", column)


def _change_people() -> None:
    for column in (
        sa.Column("kind", sa.String(16), nullable=False, server_default="person"),
        sa.Column("consent_purpose", sa.String(500)),
        sa.Column("consent_given_at", sa.Double),
        sa.Column("consent_expires_at", sa.Double),
        sa.Column("suspended", sa.Boolean, nullable=False, server_default=_FALSE),
        sa.Column("changed_in", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sightings", sa.Integer, nullable=False, server_default="0"),
        sa.Column("first_seen_at", sa.Double),
        sa.Column("last_seen_at", sa.Double),
        sa.Column("clarity", sa.Double, nullable=False, server_default="0"),
    ):
        op.add_column("people", column)
    op.create_index("people_segment", "people", ["collection", "changed_in"])
    op.create_index("people_inbox", "people", ["collection", "kind", "sightings"])
    op.create_index("people_consent", "people", ["consent_expires_at"])


def _change_faces() -> None:
    op.drop_index("faces_segment", "faces")
    # names the constraint, which has no name of its own on SQLite
    naming = {"uq": "%(table_name)s_%(column_0_name)s_key"}
    with op.batch_alter_table("faces", naming_convention=naming) as faces:
        faces.drop_constraint("faces_job_id_key", type_="unique")
        faces.add_column(sa.Column("face_index", sa.Integer, nullable=False, server_default="0"))
        faces.add_column(sa.Column("quality", sa.JSON))
        faces.add_column(sa.Column("source", sa.String(64), nullable=False, server_default="upload"))
        faces.add_column(sa.Column("pinned", sa.Boolean, nullable=False, server_default=_TRUE))
        faces.add_column(sa.Column("crop_key", sa.String(255)))
        faces.drop_column("added_in")
    op.create_index("faces_job", "faces", ["job_id", "face_index"], unique=True)


def _change_jobs() -> None:
    for column in (
        sa.Column("second_image", sa.JSON),
        sa.Column("images_removed", sa.Boolean, nullable=False, server_default=_FALSE),
        sa.Column("intent", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("keeps", sa.Boolean, nullable=False, server_default=_FALSE),
        sa.Column("source", sa.String(64)),
        sa.Column("captured_at", sa.Double),
    ):
        op.add_column("jobs", column)
    # an enrolment keeps its faces by itself now; what was enrolled is found again by its idempotency key
    op.execute("UPDATE jobs SET keeps = TRUE, options = '{\"min_face_px\": 12}' WHERE purpose = 'enrol'")
    op.create_index("jobs_person", "jobs", ["person_id"])
    op.create_index("jobs_retention", "jobs", ["collection", "images_removed", "accepted_at"])
    op.create_table(
        "mentions",
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("face_index", sa.Integer, primary_key=True),
        _person(primary_key=True),
        sa.Column("role", sa.String(8), nullable=False),
    )
    op.create_index("mentions_person", "mentions", ["person_id"])


def _create_corrections() -> None:
    op.create_table(
        "vetoes",
        sa.Column("id", sa.String(32), primary_key=True),
        _person(nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("face_index", sa.Integer, nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("embedding", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
    )
    op.create_index("vetoes_person", "vetoes", ["person_id"])
    op.create_index("vetoes_job", "vetoes", ["job_id", "face_index", "person_id"], unique=True)
    op.create_table(
        "cannot_links", _person("one_id", primary_key=True), _person("other_id", primary_key=True)
    )
    op.create_index("cannot_links_other", "cannot_links", ["other_id"])


def _create_gallery_segments() -> None:
    """Replace the log of faces by one of people: every gallery is written anew, as one segment."""
    op.drop_table("unpublished_segments")
    op.drop_table("gallery_removals")
    op.create_table(
        "gallery_removals",
        _collection(primary_key=True),
        sa.Column("person_id", sa.String(32), primary_key=True),
        sa.Column("removed_in", sa.Integer, nullable=False),
    )
    op.create_index("gallery_removals_segment", "gallery_removals", ["collection", "removed_in"])
    op.create_table(
        "gallery_segments",
        _collection(primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("templates", sa.Integer, nullable=False),
        sa.Column("stale", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("revision", sa.String(32), nullable=False),
    )
    op.create_index("gallery_segments_stale", "gallery_segments", ["collection", "stale"])
    op.execute("UPDATE collections SET version = version + 1, needed_version = version + 1")
    op.execute(
        "UPDATE people SET changed_in = (SELECT version FROM collections WHERE name = people.collection)"
        " WHERE id IN (SELECT person_id FROM faces)"
    )
    op.execute(
        "INSERT INTO gallery_segments (collection, first, last, templates, stale, revision)"
        " SELECT name, 1, version, 0, 3, '0002' FROM collections"
    )


def _create_sightings() -> None:
    op.create_table(
        "sightings",
        sa.Column("id", sa.String(32), primary_key=True),
        _collection(nullable=False),
        _person(nullable=False),
        sa.Column("source", sa.String(64)),
        sa.Column("first_at", sa.Double, nullable=False),
        sa.Column("last_at", sa.Double, nullable=False),
        sa.Column("pictures", sa.Integer, nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("face_index", sa.Integer, nullable=False),
        sa.Column("box", sa.JSON, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("similarity", sa.Double),
        sa.Column("clarity", sa.Double, nullable=False),
        sa.Column("crop_key", sa.String(255)),
        sa.Column("exported", sa.Boolean, nullable=False),
    )
    op.create_index("sightings_newest", "sightings", ["collection", "first_at", "id"])
    op.create_index("sightings_person", "sightings", ["person_id", "first_at"])
    op.create_index("sightings_track", "sightings", ["person_id", "source", "last_at"])
    op.create_index("sightings_exported", "sightings", ["exported"])


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(32), primary_key=True),
        _collection(nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("secret", sa.String(128), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
    )
    op.create_index("webhooks_of_collection", "webhooks", ["collection"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "webhook_id", sa.String(32), sa.ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("event", sa.String(32), nullable=False),
        _person(),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("finished_at", sa.Double),
        sa.Column("response_status", sa.Integer),
        sa.Column("error", sa.String(500)),
    )
    op.create_index("deliveries_due", "deliveries", ["status", "due_at"])
    op.create_index("deliveries_of_webhook", "deliveries", ["webhook_id", "created_at", "id"])
    op.create_index("deliveries_person", "deliveries", ["person_id"])


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        _collection(nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("leased_until", sa.Double, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("finished_at", sa.Double),
        sa.Column("error", sa.String(500)),
    )


def _collection(*, primary_key: bool = False, nullable: bool | None = None) -> sa.Column[str]:
    required = primary_key or nullable is False
    link = sa.ForeignKey("collections.name")
    return sa.Column("collection", sa.String(64), link, primary_key=primary_key, nullable=not required)


def _person(
    name: str = "person_id", *, primary_key: bool = False, nullable: bool | None = None
) -> sa.Column[str]:
    required = primary_key or nullable is False
    link = sa.ForeignKey("people.id", ondelete="CASCADE")
    return sa.Column(name, sa.String(32), link, primary_key=primary_key, nullable=not required)
