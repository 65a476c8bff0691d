"""How long a collection's pictures are kept: for good, for some days, or until they are recognised."""

import pytest

from pipeline.errors import ServiceUnavailable
from pipeline.keys import image_key, result_key
from pipeline.results import RESULT_CODEC
from tests.web_tier.erasure.scenes import Somebody, enrolled, found_orphans, recognise, run_chore, send
from tests.web_tier.remembering.scenes import sightings
from tests.web_tier.world import World
from web_tier.erasure.leftovers import OWN_SECONDS

DAY = 86_400.0
LOOP = "pictures' retention"


@pytest.fixture
def ada(any_world: World) -> Somebody:
    """Ada, enrolled in a collection that keeps its pictures."""
    return enrolled(any_world, "Ada", 10)


def keep_for(world: World, days: float | None) -> None:
    """Set how long the collection's pictures are kept."""
    changed = world.client.patch("/api/v1/collections/default", json={"images_kept_days": days})
    assert changed.status_code == 200, changed.text


def pictures(world: World) -> set[str]:
    """Return the keys of all pictures that are kept."""
    return set(world.images.keys())


def shows_faces(world: World, job_id: str) -> bool:
    """Whether the job's result still has anything of how faces look."""
    document = RESULT_CODEC.decode(world.output.get(result_key(job_id)))
    return any(face.embedding or face.crop or face.strangers for face in document.faces)


def test_pictures_that_nobody_wants_kept_go_with_their_recognition(any_world: World, ada: Somebody) -> None:
    keep_for(any_world, 0)

    job_id = recognise(any_world, ada.face())

    assert image_key(job_id) not in pictures(any_world)
    assert not shows_faces(any_world, job_id)
    assert any_world.job(job_id)["faces"][0]["match"]["name"] == "Ada"  # type: ignore[index]
    assert any_world.state.get(sightings(any_world)[0].crop_key or "") == ada.crop
    assert found_orphans(any_world) == []


def test_pictures_are_kept_as_many_days_as_the_collection_says(any_world: World, ada: Somebody) -> None:
    keep_for(any_world, 2)
    old = recognise(any_world, ada.face())
    any_world.clock.now += DAY
    young = recognise(any_world, ada.face())
    any_world.clock.now += DAY

    run_chore(any_world, LOOP)

    assert image_key(old) not in pictures(any_world)
    assert image_key(young) in pictures(any_world)
    assert (shows_faces(any_world, old), shows_faces(any_world, young)) == (False, True)
    assert any_world.row(old).images_removed
    assert found_orphans(any_world) == []


def test_the_days_begin_with_the_end_of_the_job(any_world: World, ada: Somebody) -> None:
    keep_for(any_world, 2)
    job_id = send(any_world, "/api/v1/recognitions", ada.face())
    any_world.clock.now += DAY
    any_world.worker.step()
    any_world.job(job_id)
    any_world.clock.now += DAY

    run_chore(any_world, LOOP)

    assert image_key(job_id) in pictures(any_world)


def test_pictures_are_kept_for_good_where_nothing_is_said(any_world: World, ada: Somebody) -> None:
    job_id = recognise(any_world, ada.face())
    any_world.clock.now += 1000 * DAY

    run_chore(any_world, LOOP)

    assert image_key(job_id) in pictures(any_world)


def test_a_picture_that_nobody_has_worked_on_yet_stays(any_world: World, ada: Somebody) -> None:
    keep_for(any_world, 1)
    job_id = send(any_world, "/api/v1/recognitions", ada.face())
    any_world.clock.now += 2 * DAY

    run_chore(any_world, LOOP)

    assert image_key(job_id) in pictures(any_world)
    assert found_orphans(any_world) == []


def test_what_an_outage_keeps_is_removed_after_it(any_world: World, ada: Somebody) -> None:
    keep_for(any_world, 1)
    job_id = recognise(any_world, ada.face())
    any_world.clock.now += 2 * DAY

    any_world.output.failure = ServiceUnavailable()
    run_chore(any_world, LOOP)
    any_world.output.failure = None
    any_world.clock.now += OWN_SECONDS
    run_chore(any_world, "leftovers")

    assert image_key(job_id) not in pictures(any_world)
    assert not shows_faces(any_world, job_id)


def test_a_face_of_a_removed_picture_cannot_be_corrected(any_world: World, ada: Somebody) -> None:
    keep_for(any_world, 0)
    job_id = recognise(any_world, ada.face())

    answered = any_world.client.post(f"/api/v1/jobs/{job_id}/faces/0/correction", json={"person_id": ada.id})

    assert (answered.status_code, answered.get_json()["error"]["code"]) == (409, "not_kept")
