"""Sightings go when they are too old for their collection, and strangers with their last one."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from pipeline.errors import ServiceUnavailable
from pipeline.keys import crop_key
from tests.web_tier.remembering.scenes import answer, ask, known, matches, see, shown, sightings
from tests.web_tier.sightings.rows import new_id, sighting, stranger
from tests.web_tier.sightings.sinks import RememberingSink
from tests.web_tier.world import World
from web_tier.erasure.assembly import leftovers_of
from web_tier.models import Sighting
from web_tier.sightings.retention import DAY_SECONDS, SightingRetention


class Erased:
    """Notes who is to be forgotten."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def forget_strangers(self, person_ids: Collection[str]) -> None:
        self.ids += person_ids


@pytest.fixture
def erased() -> Erased:
    return Erased()


@pytest.fixture
def sink() -> RememberingSink:
    return RememberingSink()


@pytest.fixture
def purge(any_world: World, erased: Erased, sink: RememberingSink) -> Callable[[], None]:
    any_world.client.post("/api/v1/collections", json={"name": "default", "sightings_kept_days": 2})
    any_world.clock.now = 10 * DAY_SECONDS
    return SightingRetention(
        sessions=any_world.sessions,
        leftovers=leftovers_of(any_world.outside, any_world.clock),
        sink=sink,
        eraser=erased,
        clock=any_world.clock,
    ).step


OLD, YOUNG = 7.9 * DAY_SECONDS, 8.1 * DAY_SECONDS


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def left(world: World) -> set[str]:
    with world.sessions() as session:
        return set(session.scalars(select(Sighting.id)))


def test_old_sightings_go_with_their_pictures(any_world: World, purge: Callable[[], None]) -> None:
    ada, sighting_id = any_world.add_person("Ada"), new_id()
    key = crop_key("default", sighting_id)
    any_world.state.put(key, b"jpeg")
    sighting(any_world, ada, OLD, id=sighting_id, crop_key=key)
    young = sighting(any_world, ada, YOUNG)

    purge()

    assert left(any_world) == {young}
    assert list(any_world.state.keys("crops/")) == []


def test_however_many_they_are(
    any_world: World, purge: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web_tier.sightings.retention.BATCH", 2)
    ada = any_world.add_person("Ada")
    for _ in range(5):
        sighting(any_world, ada, OLD)

    purge()

    assert left(any_world) == set()


def test_collections_keep_them_for_good_unless_told(any_world: World, purge: Callable[[], None]) -> None:
    any_world.client.post("/api/v1/collections", json={"name": "archive"})
    somebody = stranger(any_world, collection="archive", last_seen_at=0.0)
    old = sighting(any_world, somebody, 0.0, collection="archive")

    purge()

    assert left(any_world) == {old}


def test_a_stranger_goes_with_the_last_sighting(
    any_world: World, purge: Callable[[], None], erased: Erased
) -> None:
    gone, seen = (stranger(any_world, last_seen_at=at) for at in (OLD, YOUNG))
    for person_id, at in ((gone, OLD), (seen, OLD), (seen, YOUNG)):
        sighting(any_world, person_id, at)

    purge()

    assert erased.ids == [gone]


def test_a_stranger_who_was_split_off_and_never_seen_goes_too(
    any_world: World, purge: Callable[[], None], erased: Erased
) -> None:
    old = stranger(any_world, last_seen_at=None, updated_at=OLD)
    stranger(any_world, last_seen_at=None, updated_at=YOUNG)

    purge()

    assert erased.ids == [old]


def test_strangers_whom_an_earlier_step_did_not_come_to_go_with_the_next(
    any_world: World, purge: Callable[[], None], erased: Erased
) -> None:
    left = stranger(any_world, last_seen_at=OLD)  # the sightings are purged

    purge()

    assert erased.ids == [left]


def test_a_track_that_still_grows_is_not_old(
    any_world: World, purge: Callable[[], None], sink: RememberingSink
) -> None:
    ada = any_world.add_person("Ada")
    old = sighting(any_world, ada, OLD, exported=True)
    grows = sighting(any_world, ada, OLD, last_at=YOUNG, exported=True)

    purge()

    assert left(any_world) == {grows} and old != grows
    assert sink.forgotten_before == [("default", 8 * DAY_SECONDS)]
    with any_world.sessions() as session:
        assert not session.get_one(Sighting, grows).exported  # the sink has forgotten it with the old ones


def test_a_crop_that_a_late_picture_puts_again_goes_too(
    any_world: World, purge: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = any_world.add_person("Ada")
    see(any_world, shown(0, match=known(ada), sharpness=20), source="door", at=OLD)
    late = ask(any_world, answer(shown(0, match=known(ada))), source="door", captured_at=iso(OLD + 5))
    delete = any_world.state.delete

    def finish_first(key: str) -> None:
        delete(key)
        matches(any_world, late)  # by another process, just now

    monkeypatch.setattr(any_world.state, "delete", finish_first)
    purge()
    monkeypatch.undo()

    assert (sightings(any_world), list(any_world.state.keys("crops/"))) == ([], [])


def test_people_with_a_name_stay(any_world: World, purge: Callable[[], None], erased: Erased) -> None:
    sighting(any_world, any_world.add_person("Ada"), OLD)

    purge()

    assert erased.ids == []


def test_the_sink_forgets_them_too(
    any_world: World, purge: Callable[[], None], sink: RememberingSink
) -> None:
    purge()  # nothing is old yet
    sighting(any_world, any_world.add_person("Ada"), OLD)
    purge()

    assert sink.forgotten_before == [("default", 8 * DAY_SECONDS)]


def test_what_fails_is_done_later(any_world: World, purge: Callable[[], None], sink: RememberingSink) -> None:
    sighting(any_world, any_world.add_person("Ada"), OLD)
    sink.failure = ServiceUnavailable()
    with pytest.raises(ServiceUnavailable):
        purge()
    sink.failure = None

    purge()

    assert left(any_world) == set() and len(sink.forgotten_before) == 1
