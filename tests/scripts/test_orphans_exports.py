"""Reading whom the stores beside the database know, from real servers."""

import uuid

import psycopg
import pytest

from app_tier.gallery.pgvector.tables import make_tables
from pipeline.errors import ServiceUnavailable
from scripts.local.ports import free_port
from scripts.orphans.exports import exports_of, people_in_influxdb, people_in_pgvector
from scripts.orphans.findings import Place
from tests.postgresql import new_database
from tests.web_tier.sightings.points import point
from tests.web_tier.sightings.test_influx_server import influx_server  # noqa: F401 (a fixture)
from web_tier.sightings.influx import InfluxSink

ADA, BOB = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def influx_url(request: pytest.FixtureRequest) -> str:
    """A database of this test's own in a real InfluxDB."""
    server: str = request.getfixturevalue("influx_server")
    return f"{server}/{uuid.uuid4().hex}"


def test_influxdb_says_whose_sightings_it_has(influx_url: str) -> None:
    sink = InfluxSink(influx_url)
    sink.write([point(person_id=ADA.hex), point(person_id=BOB.hex)])
    assert people_in_influxdb(influx_url) == {ADA.hex, BOB.hex}

    sink.forget(ADA.hex)

    assert people_in_influxdb(influx_url) == {BOB.hex}


def test_an_influxdb_without_sightings_knows_nobody(influx_url: str) -> None:
    assert people_in_influxdb(influx_url) == set()


def test_an_influxdb_that_does_not_answer_cannot_be_checked() -> None:
    with pytest.raises(ServiceUnavailable, match="ConnectionError"):
        people_in_influxdb(f"http://user:secret@127.0.0.1:{free_port()}/sightings")


def test_the_workers_tables_say_whom_they_know(postgresql_server: str) -> None:
    url = new_database(postgresql_server)
    assert people_in_pgvector(url) == set()
    with psycopg.connect(url) as connection:
        make_tables(connection)
        vector = "INSERT INTO gallery_vectors VALUES ('default', %s, 'dlib', false, 1, '[1, 0]')"
        connection.execute(vector, (ADA,))
        connection.execute("INSERT INTO gallery_vetoes VALUES ('default', %s, 'dlib', '[1, 0]')", (BOB,))

    assert people_in_pgvector(url) == {ADA.hex, BOB.hex}


def test_only_what_is_configured_is_read() -> None:
    assert exports_of(influxdb_url=None, gallery_index="memory") == {}
    assert set(exports_of(influxdb_url="http://h/d", gallery_index="postgresql://h/d")) == {
        Place.INFLUXDB,
        Place.PGVECTOR,
    }
