"""What a correction says of a face, its sighting says too; and the next picture does not undo it."""

from collections.abc import Callable

import pytest

from pipeline.results import Match
from tests.web_tier.remembering.scenes import (
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


def correct(world: World, job_id: str, **said: str) -> str | None:
    """Correct a job's first face; return whose it is."""
    answered = world.client.post(f"/api/v1/jobs/{job_id}/faces/0/correction", json=said)
    assert answered.status_code == 200, answered.text
    corrected = answered.get_json()
    owner: str | None = corrected["person_id"] or corrected["unknown_id"]
    return owner


def track_of(world: World, person_id: str) -> list[str]:
    """Have a camera take three pictures of a person, the first the clearest; return their jobs."""
    jobs = []
    for number in range(3):
        said = answer(shown(0, match=known(person_id), sharpness=60 - number))
        jobs.append(ask(world, said, source="door"))
        matches(world, jobs[-1])
    return jobs


def unknowns(world: World) -> set[str]:
    """Return the ids of all strangers."""
    return {each["id"] for each in world.client.get("/api/v1/unknowns").get_json()["items"]}


def pictures(world: World) -> dict[str, int]:
    """Return in how many pictures each was seen."""
    seen: dict[str, int] = {}
    for each in sightings(world):
        seen[each.person_id] = seen.get(each.person_id, 0) + each.pictures
    return seen


@pytest.mark.parametrize("match", [known, unsure])
def test_a_sighting_that_becomes_a_strangers_says_nothing_of_the_likeness(
    any_world: World, match: Callable[[str], Match]
) -> None:
    ada = any_world.add_person("Ada")
    job = ask(any_world, answer(shown(0, match=match(ada))))
    matches(any_world, job)

    stranger = correct(any_world, job, not_person_id=ada)

    (sighting,) = sightings(any_world)
    assert (sighting.person_id, sighting.verdict, sighting.similarity) == (stranger, "unknown", None)


def test_a_sighting_that_becomes_a_persons_is_known(any_world: World) -> None:
    ada, bob = any_world.add_person("Ada"), any_world.add_person("Bob")
    job = ask(any_world, answer(shown(0, match=unsure(bob))))
    matches(any_world, job)

    correct(any_world, job, person_id=ada)

    (sighting,) = sightings(any_world)
    assert (sighting.person_id, sighting.verdict, sighting.similarity) == (ada, "known", None)


def test_a_picture_of_a_track_that_is_not_adas_is_taken_out_of_it(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    jobs = track_of(any_world, ada)

    stranger = correct(any_world, jobs[1], not_person_id=ada)
    said_again = correct(any_world, jobs[1], not_person_id=ada)

    assert stranger is not None and said_again == stranger
    assert pictures(any_world) == {ada: 2, stranger: 1}
    (own,) = [each for each in sightings(any_world) if each.person_id == stranger]
    assert (own.job_id, own.source, own.verdict, own.first_at) == (jobs[1], "door", "unknown", own.last_at)
    assert (person(any_world, ada).sightings, person(any_world, stranger).sightings) == (1, 1)
    assert matches(any_world, jobs[1])[0]["unknown_id"] == stranger


def test_a_picture_of_a_track_that_is_bobs_becomes_his_sighting(any_world: World) -> None:
    ada, bob = any_world.add_person("Ada"), any_world.add_person("Bob")
    jobs = track_of(any_world, ada)

    correct(any_world, jobs[2], person_id=bob)
    correct(any_world, jobs[2], person_id=bob)

    assert pictures(any_world) == {ada: 2, bob: 1}
    assert person(any_world, bob).last_seen_at == person(any_world, ada).last_seen_at


def test_the_track_goes_along_with_the_picture_that_it_shows(any_world: World) -> None:
    ada, bob = any_world.add_person("Ada"), any_world.add_person("Bob")
    jobs = track_of(any_world, ada)

    correct(any_world, jobs[0], person_id=bob)

    assert pictures(any_world) == {bob: 3}


def test_a_stranger_whose_face_was_moved_to_another_is_not_merged_with_them(any_world: World) -> None:
    first = see(any_world, shown(0))[0]["unknown_id"]
    see(any_world, shown(10))
    second = see(any_world, shown(38))[0]["unknown_id"]
    face = any_world.client.get(f"/api/v1/unknowns/{first}").get_json()["faces"][1]["id"]
    path = f"/api/v1/unknowns/{first}/faces/{face}/move"

    moved = any_world.client.post(path, json={"person_id": second})
    see(any_world, shown(1))

    assert moved.status_code == 200, moved.text
    assert first != second
    assert unknowns(any_world) == {first, second}


def test_a_stranger_who_was_said_to_be_another_is_not_merged_with_them(any_world: World) -> None:
    first = see(any_world, shown(0))[0]["unknown_id"]
    job = ask(any_world, answer(shown(10)))
    assert matches(any_world, job)[0]["unknown_id"] == first
    second = see(any_world, shown(38))[0]["unknown_id"]

    correct(any_world, job, person_id=second)
    see(any_world, shown(1))

    assert unknowns(any_world) == {first, second}
