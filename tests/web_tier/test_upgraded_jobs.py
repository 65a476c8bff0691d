"""Jobs of the version before people were remembered are understood by this one."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from tests.web_tier.world import picture
from web_tier.database import connect, open_sessions
from web_tier.enrolment.ordering import enrolment
from web_tier.enrolment.wish import EnrolmentWish
from web_tier.models import Job, Person
from web_tier.orders import is_same_order, new_job
from web_tier.settings import WebSettings
from web_tier.uploads import checked


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[Engine]:
    """A database as the version before made it."""
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/old.db" if on_sqlite else request.getfixturevalue("empty_postgresql_url")
    engine = connect(url)
    migrate(engine, "0001")
    yield engine
    engine.dispose()


def migrate(engine: Engine, revision: str) -> None:
    """Bring the tables to a revision."""
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "web_tier:migrations")
        command.upgrade(config, revision)


def test_an_enrolment_sent_again_after_the_upgrade_is_the_same_order(
    engine: Engine, settings: WebSettings
) -> None:
    upload = checked(picture(), "", settings.image_limits)
    old = {"id": "1" * 32, "person": "2" * 32, "sha256": upload.sha256}
    with engine.begin() as connection:
        connection.execute(_OLD_JOB, old)

    migrate(engine, "head")

    person = Person(id="2" * 32, collection="default")
    again = new_job(enrolment(upload, person, EnrolmentWish(), None), now=9.0, deadline=10.0)
    with open_sessions(engine)() as session:
        kept = session.get_one(Job, "1" * 32)
    assert is_same_order(kept, again)
    assert kept.keeps


_OLD_JOB = text(
    "INSERT INTO jobs (id, purpose, status, collection, person_id, image_key, image_sha256, image_bytes,"
    " options, accepted_at, deadline, sends)"
    " VALUES (:id, 'enrol', 'done', 'default', :person, 'k', :sha256, 1,"
    """ '{"max_faces": 100, "min_face_px": 20, "threshold": null, "embeddings": true}', 1, 2, 1)"""
)
