"""Sightings reach the sink, however often it fails and whatever happens meanwhile."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from pipeline.errors import ServiceUnavailable
from tests.web_tier.remembering.scenes import known, person, see, shown, sightings
from tests.web_tier.sightings.rows import sighting
from tests.web_tier.sightings.sinks import RememberingSink
from tests.web_tier.world import World
from web_tier.database import Sessions, connect, open_sessions
from web_tier.models import Leftover, LeftoverKind, Person, Sighting
from web_tier.people.seen import hand_over_sightings
from web_tier.settings import WebSettings
from web_tier.sightings.exporting import Exporter
from web_tier.sightings.sink import Place, SightingPoint


@pytest.fixture
def sink() -> RememberingSink:
    return RememberingSink()


@pytest.fixture
def exporter(any_world: World, sink: RememberingSink) -> Exporter:
    return Exporter(any_world.sessions, sink)


def waiting(world: World) -> set[str]:
    with world.sessions() as session:
        return set(session.scalars(select(Sighting.id).where(Sighting.exported.is_(False))))


def test_every_sighting_is_written_once(any_world: World, exporter: Exporter, sink: RememberingSink) -> None:
    ada = any_world.add_person("Ada")
    ids = {sighting(any_world, ada, at) for at in (1.0, 2.0)}
    exporter.step()
    written = dict(sink.points)
    sink.points.clear()
    exporter.step()

    assert written.keys() == ids and sink.points == {}
    assert waiting(any_world) == set()


def test_an_outage_costs_time_and_no_sighting(
    any_world: World, exporter: Exporter, sink: RememberingSink
) -> None:
    missed = sighting(any_world, any_world.add_person("Ada"), 1.0)
    sink.failure = ServiceUnavailable()
    with pytest.raises(ServiceUnavailable):
        exporter.step()
    sink.failure = None

    exporter.step()

    assert sink.points.keys() == {missed}


def test_a_sighting_that_grows_is_written_again(
    sessions: Sessions, settings: WebSettings, sink: RememberingSink
) -> None:
    with_sink = settings.model_copy(update={"influxdb_url": "http://127.0.0.1:1/sightings"})
    world = World(sessions, with_sink)
    exporter, ada = Exporter(world.sessions, sink), world.add_person("Ada")

    see(world, shown(0, match=known(ada)), source="door")
    exporter.step()
    see(world, shown(0, match=known(ada)), source="door")
    exporter.step()

    (point,) = sink.points.values()
    assert point.pictures == 2 and waiting(world) == set()
    world.close()


def test_without_a_sink_nothing_waits(any_world: World) -> None:
    see(any_world, shown(0, match=known(any_world.add_person("Ada"))))

    assert len(sightings(any_world)) == 1 and waiting(any_world) == set()


def test_what_grows_while_it_is_written_is_written_again(any_world: World) -> None:
    sighting_id = sighting(any_world, any_world.add_person("Ada"), 1.0)

    class Slow(RememberingSink):
        """While it writes for the first time, the sighting grows."""

        def write(self, points: Sequence[SightingPoint]) -> None:
            if not self.points:
                with any_world.sessions.begin() as session:
                    session.execute(update(Sighting).values(pictures=2))
            super().write(points)

    sink = Slow()
    Exporter(any_world.sessions, sink).step()

    assert sink.points[sighting_id].pictures == 2


def test_who_is_deleted_while_their_sighting_is_written_is_forgotten(any_world: World) -> None:
    ada, grace = any_world.add_person("Ada"), any_world.add_person("Grace")
    for person_id in (ada, grace):
        sighting(any_world, person_id, 1.0)

    class Slow(RememberingSink):
        """While it writes, a person is deleted."""

        def write(self, points: Sequence[SightingPoint]) -> None:
            with any_world.sessions.begin() as session:
                session.delete(person(any_world, ada))
            super().write(points)

    sink = Slow()
    Exporter(any_world.sessions, sink).step()

    assert sink.forgotten == [ada]


def test_what_becomes_somebody_elses_while_it_is_written_is_theirs_alone(any_world: World) -> None:
    ada, grace = any_world.add_person("Ada"), any_world.add_person("Grace")
    sighting_id = sighting(any_world, ada, 1.0)

    class Slow(RememberingSink):
        """While it writes for the first time, the sighting becomes another's."""

        def write(self, points: Sequence[SightingPoint]) -> None:
            if not self.points:
                with any_world.sessions.begin() as session:
                    session.execute(update(Sighting).values(person_id=grace))
            super().write(points)

    sink = Slow()
    Exporter(any_world.sessions, sink).step()

    assert [place.person_id for place in sink.removed] == [ada]
    assert sink.points[sighting_id].person_id == grace and waiting(any_world) == set()


def test_rows_that_somebody_is_changing_are_not_waited_for(
    postgresql_url: str, settings: WebSettings
) -> None:
    engine = connect(postgresql_url)
    world = World(open_sessions(engine), settings)
    ada = world.add_person("Ada")
    changing, still = sighting(world, ada, 1.0), sighting(world, ada, 2.0)

    class Changed(RememberingSink):
        """While it removes something, whoever changed that is done."""

        def forget_one(self, place: Place) -> None:
            super().forget_one(place)
            transaction.commit()

    sink = Changed()
    with world.sessions() as transaction:
        transaction.get_one(Sighting, changing, with_for_update=True)
        Exporter(world.sessions, sink).step()

    assert [place.sighting_id for place in sink.removed] == [changing]
    assert sink.points.keys() == {changing, still} and waiting(world) == set()
    world.close()
    engine.dispose()


def test_a_sighting_that_is_corrected_goes_from_where_the_sink_had_it(
    any_world: World, exporter: Exporter, sink: RememberingSink
) -> None:
    ada, grace = any_world.add_person("Ada"), any_world.add_person("Grace")
    sighting_id = sighting(any_world, ada, 1.0, source="front door")
    exporter.step()

    with any_world.sessions.begin() as session:
        row = session.get_one(Sighting, sighting_id)
        hand_over_sightings(session, [row], session.get_one(Person, ada), session.get_one(Person, grace))
    exporter.step()

    assert sink.points[sighting_id].person_id == grace
    with any_world.sessions() as session:
        (left,) = session.scalars(select(Leftover.key).where(Leftover.kind == LeftoverKind.POINT))
    assert Place.of_text(left) == Place(
        sighting_id=sighting_id, person_id=ada, first_at=1.0, source="front door"
    )


def test_who_is_merged_leaves_nothing_behind_under_the_old_id(
    any_world: World, exporter: Exporter, sink: RememberingSink
) -> None:
    ada, twin = any_world.add_person("Ada"), any_world.add_person("Ada")
    moved = sighting(any_world, twin, 1.0)
    exporter.step()

    any_world.client.post(f"/api/v1/people/{ada}/merge", json={"from": [twin]})
    exporter.step()

    assert sink.points[moved].person_id == ada
    with any_world.sessions() as session:
        left = session.scalars(select(Leftover.key).where(Leftover.kind == LeftoverKind.EXPORTS))
        assert list(left) == [twin]
