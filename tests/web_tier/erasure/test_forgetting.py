"""Strangers who were not seen for long are forgotten; pictures that show others, too, stay."""

from collections.abc import Callable

import pytest

from pipeline.keys import image_key, result_key
from pipeline.results import RESULT_CODEC, Face
from tests.web_tier.erasure.scenes import Somebody, enrolled, found_orphans, recognise, run_chore
from tests.web_tier.erasure.traces import of_embedding, traces
from tests.web_tier.remembering.scenes import answer, ask, matches, shown
from tests.web_tier.world import World

DAY = 86_400.0


@pytest.fixture
def ada(any_world: World) -> Somebody:
    """Ada, enrolled in a collection that keeps sightings for a day, and pictures for good."""
    any_world.client.post("/api/v1/collections", json={"name": "default", "sightings_kept_days": 1})
    return enrolled(any_world, "Ada", 10)


@pytest.fixture
def pass_three_days(any_world: World) -> Callable[[], None]:
    """Let time pass and the background do its work."""

    def pass_() -> None:
        any_world.clock.now += 3 * DAY
        run_chore(any_world, "sightings' retention")

    return pass_


def faces(world: World, job_id: str) -> tuple[Face, ...]:
    """Return what the job's document says of its faces."""
    return RESULT_CODEC.decode(world.output.get(result_key(job_id))).faces


def test_a_group_photo_stays_and_the_stranger_on_it_is_nobody(
    any_world: World, ada: Somebody, pass_three_days: Callable[[], None]
) -> None:
    job_id = recognise(any_world, ada.face(), shown(90))
    assert matches(any_world, job_id)[1]["unknown_id"]
    stranger = shown(90).embedding or ()

    pass_three_days()

    assert image_key(job_id) in set(any_world.images.keys())
    found = matches(any_world, job_id)
    assert (found[0]["name"], found[1]["verdict"], found[1]["unknown_id"]) == ("Ada", "unknown", None)
    known, forgotten = faces(any_world, job_id)
    assert known.embedding and known.crop
    assert not (forgotten.embedding or forgotten.crop or forgotten.strangers)
    assert traces(any_world, of_embedding(stranger)) == []
    assert found_orphans(any_world) == []


def test_who_is_forgotten_on_one_face_after_the_other_is_forgotten_on_both(
    any_world: World, ada: Somebody, pass_three_days: Callable[[], None]
) -> None:
    job_id = recognise(any_world, shown(90), shown(180))
    second = matches(any_world, job_id)[1]["unknown_id"]
    any_world.clock.now += 2 * DAY
    matches(any_world, ask(any_world, answer(shown(180, strangers=[second]))))
    run_chore(any_world, "sightings' retention")
    one_is_left = [bool(face.embedding) for face in faces(any_world, job_id)]

    pass_three_days()

    assert one_is_left == [False, True]
    assert [bool(face.embedding) for face in faces(any_world, job_id)] == [False, False]


def test_who_is_seen_again_while_they_are_forgotten_is_a_new_stranger(
    any_world: World, ada: Somebody, pass_three_days: Callable[[], None]
) -> None:
    first = matches(any_world, recognise(any_world, shown(90)))[0]["unknown_id"]
    under_way = ask(any_world, answer(ada.face(), shown(90, strangers=[first])))

    pass_three_days()

    found = matches(any_world, under_way)
    assert found[0]["name"] == "Ada"
    assert found[1]["unknown_id"] not in {None, first}
    assert image_key(under_way) in set(any_world.images.keys())


def test_a_document_that_still_shows_a_forgotten_face_is_found(
    any_world: World, ada: Somebody, pass_three_days: Callable[[], None]
) -> None:
    job_id = recognise(any_world, ada.face(), shown(90))
    before = any_world.output.get(result_key(job_id))
    pass_three_days()

    any_world.output.put(result_key(job_id), before)

    assert [orphan.reason for orphan in found_orphans(any_world)] == ["shows strangers who were forgotten"]
