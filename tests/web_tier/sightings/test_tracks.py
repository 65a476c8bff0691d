"""Sightings: a camera that sees somebody for a while makes one, whatever order its pictures arrive in."""

from typing import Any

import pytest

from tests.web_tier.remembering.scenes import (
    JPEG,
    answer,
    ask,
    known,
    matches,
    person,
    see,
    shown,
    sightings,
    unsure,
)
from tests.web_tier.world import World

NOON = 907_200.0  # of 11 January 1970, before the clock of the tests


@pytest.fixture
def ada(any_world: World) -> str:
    return any_world.add_person("Ada")


def test_a_camera_at_five_pictures_a_second_makes_one_sighting(any_world: World, ada: str) -> None:
    for number in range(10):
        see(any_world, shown(0, match=known(ada)), source="door", at=NOON + number / 5)

    (sighting,) = sightings(any_world)
    assert (sighting.first_at, sighting.last_at, sighting.pictures) == (NOON, NOON + 1.8, 10)
    assert (sighting.person_id, sighting.source) == (ada, "door")
    ada_row = person(any_world, ada)
    assert (ada_row.sightings, ada_row.first_seen_at, ada_row.last_seen_at) == (1, NOON, NOON + 1.8)


@pytest.mark.parametrize("order", [(0, 25, 50), (25, 0, 50), (50, 25, 0)])
def test_pictures_that_arrive_out_of_order_are_one_sighting(
    any_world: World, ada: str, order: tuple[int, ...]
) -> None:
    for seconds in order:
        see(any_world, shown(0, match=known(ada)), source="door", at=NOON + seconds)

    (sighting,) = sightings(any_world)
    assert (sighting.first_at, sighting.last_at, sighting.pictures) == (NOON, NOON + 50, 3)


def test_who_comes_back_later_is_seen_again(any_world: World, ada: str) -> None:
    for seconds in (0, 29, 60):
        see(any_world, shown(0, match=known(ada)), source="door", at=NOON + seconds)

    first, second = sightings(any_world)
    assert (first.pictures, second.pictures) == (2, 1)
    assert person(any_world, ada).sightings == 2


def test_another_camera_another_person_and_no_camera_are_other_sightings(any_world: World, ada: str) -> None:
    grace = any_world.add_person("Grace")
    see(any_world, shown(0, match=known(ada)), source="door", at=NOON)
    see(any_world, shown(0, match=known(ada)), source="yard", at=NOON)
    see(any_world, shown(0, match=known(grace)), source="door", at=NOON)
    see(any_world, shown(0, match=known(ada)), at=NOON)
    see(any_world, shown(0, match=known(ada)), at=NOON)

    assert [each.pictures for each in sightings(any_world)] == [1] * 5


def test_a_sighting_shows_its_clearest_picture(any_world: World, ada: str) -> None:
    any_world.clock.now = NOON
    see(any_world, shown(0, match=unsure(ada), sharpness=20), source="door")
    clear = ask(any_world, answer(shown(0, match=known(ada), sharpness=90, left=50)), source="door")
    matches(any_world, clear)
    see(any_world, shown(0, match=known(ada), sharpness=5), source="door")

    (sighting,) = sightings(any_world)
    assert (sighting.job_id, sighting.verdict, sighting.similarity) == (clear, "known", 95.0)
    assert sighting.box["left"] == 50 and sighting.pictures == 3
    assert sighting.crop_key is not None and any_world.state.get(sighting.crop_key) == JPEG
    assert person(any_world, ada).clarity == sighting.clarity


def test_a_picture_without_a_time_was_taken_when_it_came(any_world: World, ada: str) -> None:
    see(any_world, shown(0, match=known(ada)), source="door")

    (sighting,) = sightings(any_world)
    assert sighting.first_at == any_world.clock.now


def test_two_processes_that_finish_at_once_make_one_sighting(any_world: World, ada: str) -> None:
    jobs = [ask(any_world, answer(shown(0, match=known(ada))), source="door") for _ in range(8)]
    rows = [any_world.row(job) for job in jobs]
    worlds = [any_world, any_world.neighbour()]

    def finish(number: int) -> Any:
        return worlds[number % 2].web.services.recognitions.look(rows[number])

    threads = [any_world.once(lambda number=number: finish(number)) for number in range(8)]  # type: ignore[misc]
    for thread in threads:
        thread.join()

    (sighting,) = sightings(any_world)
    assert sighting.pictures == 8 and person(any_world, ada).sightings == 1
