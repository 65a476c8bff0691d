"""Sightings in a real InfluxDB 1.x: Debian's package `influxdb`."""

import shutil
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests

from scripts.local.ports import free_port
from tests.waiting import wait_until
from tests.web_tier.sightings.points import point
from web_tier.sightings.influx import InfluxSink

CONFIGURATION = """
reporting-disabled = true
bind-address = "127.0.0.1:{backup_port}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
[http]
  bind-address = "127.0.0.1:{port}"
[monitor]
  store-enabled = false
"""


@pytest.fixture(scope="session")
def influx_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start an InfluxDB of our own; return its address."""
    program = shutil.which("influxd")
    if program is None:
        pytest.skip("there is no influxd: Debian's package influxdb brings it")
    folder, port = tmp_path_factory.mktemp("influx"), free_port()
    settings = folder / "influxdb.conf"
    settings.write_text(CONFIGURATION.format(folder=folder, port=port, backup_port=free_port()))
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([program, "-config", settings], stdout=log, stderr=log)
    try:
        wait_until(lambda: _answers(port), seconds=30)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/ping", timeout=1).ok
    except requests.RequestException:  # none listens yet, or it is still loading
        return False


class Database:
    """One database of the server, as a client sees it who draws charts."""

    def __init__(self, server: str, name: str) -> None:
        self.sink = InfluxSink(f"{server}/{name}")
        self._server = server
        self._name = name

    def ask(self, query: str) -> list[list[Any]]:
        """Return the rows that a query answers, times in nanoseconds."""
        parameters = {"db": self._name, "epoch": "ns", "q": query}
        answer = requests.get(f"{self._server}/query", params=parameters, timeout=10).json()["results"][0]
        assert "error" not in answer, answer
        return [row for series in answer.get("series", []) for row in series["values"]]


@pytest.fixture
def database(influx_server: str) -> Database:
    """A database of this test's own, which the first writing makes."""
    return Database(influx_server, uuid.uuid4().hex)


def test_a_sighting_arrives_with_everything(database: Database) -> None:
    database.sink.write([point(source="door, no=1 'é' \\ x", similarity=91.25)])

    tags = database.ask("SELECT pictures, collection, person_id, source, verdict FROM sightings")
    fields = database.ask("SELECT pictures, clarity, similarity, seconds FROM sightings")
    began = 1_500_000_000_250_000_000
    assert tags == [[began, 3, "default", "aa", "door, no=1 'é' \\ x", "known"]]
    assert fields == [[began, 3, 50, 91.2, 2.5]]


def test_writing_again_changes_nothing(database: Database) -> None:
    for _ in range(2):
        database.sink.write([point(pictures=1), point(pictures=1, source=None)])

    assert database.ask("SELECT count(pictures) FROM sightings") == [[0, 2]]


@pytest.mark.parametrize("source", ["door", "it's \\", "a b=c,d", "back\\slash"])
def test_a_sighting_that_grew_replaces_what_was_written_of_it(database: Database, source: str) -> None:
    other = point(person_id="bb", source=source, pictures=1)
    before = point(source=source, verdict="unsure", pictures=1, last_at=1_500_000_000.25)
    began = {"first_at": 1_499_999_999.0, "written_first_at": before.first_at}
    grown = point(source=source, verdict="known", pictures=2, **began)

    database.sink.write([other, before])
    database.sink.write([grown])

    assert database.ask("SELECT person_id, verdict, pictures FROM sightings ORDER BY time") == [
        [1_499_999_999_000_000_000, "aa", "known", 2],
        [1_500_000_000_250_000_000, "bb", "known", 1],
    ]


@pytest.mark.parametrize("source", ["door", None, "it's \\"])
def test_a_sighting_that_grows_or_goes_takes_no_other_of_its_time_with_it(
    database: Database, source: str | None
) -> None:
    first, second, third = (point(sighting_id=f"{n:032x}", source=source) for n in (1, 2, 3))
    database.sink.write([first, second, third])

    database.sink.write([replace(second, pictures=4, written_first_at=second.first_at)])
    database.sink.forget_one(third.place)

    assert database.ask("SELECT pictures FROM sightings") == [
        [1_500_000_000_250_000_001, 3],
        [1_500_000_000_250_000_002, 4],
    ]


def test_of_a_person_who_is_forgotten_not_even_the_id_is_left(database: Database) -> None:
    database.sink.write([point(person_id="aa"), point(person_id="bb")])

    database.sink.forget("aa")

    assert database.ask('SHOW TAG VALUES WITH KEY = "person_id"') == [["person_id", "bb"]]


def test_sightings_before_a_time_are_forgotten(database: Database) -> None:
    database.sink.write([point(first_at=at, last_at=at, pictures=1) for at in (1.0, 2.0, 3.0)])
    database.sink.write([point(collection="archive", first_at=1.0, last_at=1.0, pictures=1)])

    database.sink.forget_before("default", 2.0)

    assert database.ask("SELECT collection, pictures FROM sightings") == [
        [1_000_000_000, "archive", 1],
        [2_000_000_000, "default", 1],
        [3_000_000_000, "default", 1],
    ]


def test_without_a_database_there_is_nothing_to_forget(database: Database) -> None:
    database.sink.forget("aa")
    database.sink.forget_before("default", 1.0)

    database.sink.write([point()])
    assert database.ask("SELECT count(pictures) FROM sightings") == [[0, 1]]
