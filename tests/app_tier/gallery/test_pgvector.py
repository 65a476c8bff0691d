"""Galleries in PostgreSQL: all workers share them, one applies a change, and nothing is left behind."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app_tier.gallery.catching_up import Galleries
from app_tier.gallery.gallery import Gallery
from app_tier.gallery.index import MemoryGallery
from app_tier.gallery.pgvector.connections import Connections
from app_tier.gallery.pgvector.shelf import PgShelf, opened
from pipeline import keys
from pipeline.errors import InvalidSettings, ServiceUnavailable
from pipeline.gallery import Segment
from tests.app_tier.gallery.publishing import (
    ADA,
    GRACE,
    MODEL,
    SOMEBODY,
    Bucket,
    Person,
    id_of,
    looking,
    segment,
)
from tests.postgresql import new_database

FIRST, SECOND = segment(1, ADA), segment(2, GRACE)


PEOPLE = st.builds(
    Person,
    name=st.sampled_from("abcdef"),
    degrees=st.integers(0, 180),
    faces=st.integers(1, 4),
    stranger=st.booleans(),
    vetoed=st.lists(st.sampled_from([0.3, 30.3, 60.3, 90.3]), max_size=2).map(
        tuple
    ),  # never as far as a person
)


@st.composite
def logs(draw: st.DrawFn) -> list[Segment]:
    """Return a log of people who come, change and leave, of two models, and compacted at times."""
    return [
        segment(
            draw(st.sampled_from([1, version])),
            *draw(st.lists(PEOPLE, max_size=4, unique_by=lambda each: each.name)),
            last=version,
            removed=draw(st.lists(st.sampled_from("abcdef"), max_size=2)),
            model=draw(st.sampled_from([MODEL, MODEL, "theirs"])),
        )
        for version in range(1, draw(st.integers(1, 6)) + 1)
    ]


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def shelves(database: str) -> Iterator[list[PgShelf]]:
    """The same tables as four workers see them."""
    with ExitStack() as stack:
        yield [stack.enter_context(opened(database, MODEL)) for _ in range(4)]


@pytest.fixture
def workers(shelves: list[PgShelf], bucket: Bucket) -> list[Galleries]:
    return [Galleries(store=bucket, shelf=shelf, embeddings=MODEL) for shelf in shelves]


def names(galleries: Galleries) -> list[str]:
    known = {each.id: each.name for each in (ADA, GRACE, SOMEBODY)}
    (found,) = galleries.at_least("c", 0).nearest_people(looking(0)[None], 9, 0.0)
    return [known[each.person_id] for each in found]


def rows(database: str) -> dict[str, int]:
    """Return how many rows each table has, whatever the collection."""
    with psycopg.connect(database) as connection:
        return {
            "gallery_state": connection.execute("SELECT FROM gallery_state").rowcount,
            "gallery_vectors": connection.execute("SELECT FROM gallery_vectors").rowcount,
            "gallery_vetoes": connection.execute("SELECT FROM gallery_vetoes").rowcount,
            "gallery_counts": connection.execute("SELECT FROM gallery_counts").rowcount,
        }


@given(log=logs(), degrees=st.integers(0, 180))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_log_leads_to_the_same_gallery_as_in_memory(
    shelves: list[PgShelf], log: list[Segment], degrees: int
) -> None:
    here: Gallery = MemoryGallery()
    there: Gallery = shelves[0].current("any", here)
    for number, each in enumerate(log, start=1):
        here, there = (gallery.after([each], number, MODEL) for gallery in (here, there))

        assert counts(there) == counts(here)
        assert distances(there, degrees) == pytest.approx(distances(here, degrees), abs=1e-5)
    shelves[0].drop("any")


def counts(gallery: Gallery) -> tuple[int, ...]:
    return gallery.version, gallery.people, gallery.nameless, gallery.foreign


def distances(gallery: Gallery, degrees: int) -> dict[tuple[str, str], float]:
    """Return how far everybody is from this face."""
    face = looking(degrees)[None]
    kinds = {"person": gallery.nearest_people, "stranger": gallery.nearest_strangers}
    return {
        (kind, each.person_id): each.handicapped
        for kind, nearest in kinds.items()
        for each in nearest(face, 9, 0.04)[0]
    }


def test_what_one_worker_read_the_others_find_in_the_tables(workers: list[Galleries], bucket: Bucket) -> None:
    bucket.publish(FIRST, SECOND)
    first, second, *_ = workers
    first.at_least("c", 2)
    bucket.read.clear()

    gallery = second.at_least("c", 2)

    assert (gallery.version, gallery.people, names(second)) == (2, 2, ["ada", "grace"])
    assert bucket.read == []


def test_a_worker_that_starts_later_goes_on_where_the_tables_are(
    workers: list[Galleries], bucket: Bucket
) -> None:
    bucket.publish(FIRST)
    workers[0].at_least("c", 1)
    bucket.publish(FIRST, SECOND)

    assert workers[1].at_least("c", 2).version == 2
    assert bucket.read_segments() == [keys.segment_key("c", 1, 1), keys.segment_key("c", 2, 2)]


def test_all_at_once_end_with_everybody_there_once(
    workers: list[Galleries], bucket: Bucket, database: str
) -> None:
    bucket.publish(FIRST, SECOND, segment(3, Person(name="somebody", degrees=40, vetoed=(1,))))
    together = threading.Barrier(len(workers))

    def ask(galleries: Galleries) -> int:
        together.wait()
        return galleries.at_least("c", 3).version

    with ThreadPoolExecutor(len(workers)) as pool:
        versions = list(pool.map(ask, workers))

    left = rows(database)
    assert versions == [3] * len(workers)
    assert (left["gallery_vectors"], left["gallery_vetoes"]) == (3, 1)


def test_a_slow_worker_does_not_take_the_tables_back(shelves: list[PgShelf]) -> None:
    slow, quick = (shelf.current("c", MemoryGallery()) for shelf in shelves[:2])
    quick.after([FIRST, SECOND, segment(3, removed=["ada"])], 3, MODEL)

    gallery = slow.after([FIRST], 1, MODEL)

    assert (gallery.version, gallery.people) == (3, 1)


def test_a_deleted_persons_rows_are_gone_whatever_the_model(
    workers: list[Galleries], bucket: Bucket, database: str
) -> None:
    ada = Person(name="ada", degrees=0, vetoed=(40, 50))
    log = [segment(1, ada), segment(2, GRACE, ada, model="theirs")]
    bucket.publish(*log)
    workers[0].at_least("c", 2)
    before = rows(database)

    bucket.publish(*log, segment(3, removed=["ada"]))
    workers[0].refresh()

    after = rows(database)
    assert (before["gallery_vectors"], before["gallery_vetoes"]) == (2, 2)
    assert (after["gallery_vectors"], after["gallery_vetoes"]) == (1, 0)


def test_a_new_worker_removes_who_was_deleted_while_no_worker_ran(
    workers: list[Galleries], bucket: Bucket, database: str
) -> None:
    bucket.publish(FIRST, SECOND)
    workers[0].at_least("c", 2)
    bucket.publish(FIRST, SECOND, segment(3, removed=["ada"]))

    workers[1].refresh()  # it has searched nothing yet

    assert rows(database)["gallery_vectors"] == 1
    assert names(workers[1]) == ["grace"]


def test_a_deleted_collection_leaves_nothing(workers: list[Galleries], bucket: Bucket, database: str) -> None:
    bucket.publish(segment(1, Person(name="ada", degrees=0, vetoed=(50,))))
    workers[0].at_least("c", 1)
    bucket.delete(keys.manifest_key("c"))

    workers[1].refresh()

    assert set(rows(database).values()) == {0}


def test_a_collection_made_anew_under_a_deleted_ones_name_is_followed_by_all(
    workers: list[Galleries], bucket: Bucket
) -> None:
    bucket.publish(FIRST, SECOND)
    for galleries in workers:
        galleries.at_least("c", 2)
    bucket.publish(segment(1, Person(name="somebody", degrees=40)))

    for galleries in workers:
        galleries.refresh()
        galleries.at_least("c", 1)

    assert [names(galleries) for galleries in workers] == [["somebody"]] * len(workers)


def test_tables_that_were_emptied_under_a_worker_are_filled_again(
    workers: list[Galleries], bucket: Bucket, shelves: list[PgShelf]
) -> None:
    bucket.publish(FIRST, SECOND)
    workers[0].at_least("c", 2)
    shelves[1].drop("c")
    bucket.publish(FIRST, SECOND, segment(3, SOMEBODY))

    assert workers[0].at_least("c", 3).people == 2


def test_a_catch_up_that_fails_changes_nothing(shelves: list[PgShelf], database: str) -> None:
    gallery = shelves[0].current("c", MemoryGallery()).after([FIRST], 1, MODEL)
    broken = segment(3, Person(name="nan", degrees=float("nan")))  # no vector to PostgreSQL

    with pytest.raises(psycopg.DataError):
        gallery.after([segment(2, GRACE, removed=["ada"]), broken], 3, MODEL)

    (found,) = gallery.nearest_people(looking(0)[None], 9, 0.0)
    assert [each.person_id for each in found] == [id_of("ada")]
    assert shelves[1].current("c", MemoryGallery()).version == 1


def test_a_restart_of_the_server_is_an_outage_and_then_all_is_well(
    workers: list[Galleries], bucket: Bucket, database: str
) -> None:
    bucket.publish(FIRST)
    workers[0].at_least("c", 1)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    with pytest.raises(ServiceUnavailable):
        names(workers[0])

    assert names(workers[0]) == ["ada"]


def test_workers_that_start_at_once_make_the_tables_once(postgresql_server: str) -> None:
    database, together = new_database(postgresql_server), threading.Barrier(4)

    def start(_: int) -> list[str]:
        together.wait()
        with opened(database, MODEL) as shelf:
            return shelf.collections()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [[]] * 4


def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(ServiceUnavailable), opened("postgresql://127.0.0.1:1/none", MODEL):
        pass


def test_an_address_that_cannot_be_read_is_refused_without_its_password() -> None:
    with (
        pytest.raises(InvalidSettings) as raised,
        opened("postgresql://me:secret@host:port/none?what=this", MODEL),
    ):
        pass

    assert "secret" not in str(raised.value)


def test_more_threads_than_connections_wait_for_their_turn(database: str) -> None:
    connections = Connections(database)

    def backend(_: int) -> int:
        with connections.connection() as connection:
            return connection.info.backend_pid

    with ThreadPoolExecutor(16) as pool:
        backends = set(pool.map(backend, range(64)))
    connections.close()

    assert len(backends) <= 4
