"""Collections and single faces are deleted."""

import pytest
from sqlalchemy import select

from pipeline.keys import image_key
from tests.web_tier.erasure.scenes import (
    Somebody,
    delete,
    enrol,
    enrolled,
    found_orphans,
    recognise,
    run_chore,
    send,
)
from tests.web_tier.erasure.traces import of_embedding, of_id, traces
from tests.web_tier.remembering.scenes import sightings
from tests.web_tier.world import World
from web_tier.erasure.leftovers import OWN_SECONDS
from web_tier.models import Base, Collection, Face, Job, Person


@pytest.fixture
def ada(any_world: World) -> Somebody:
    """Ada, in the collection `default`."""
    return enrolled(any_world, "Ada", 10)


def test_a_deleted_collection_leaves_rows_of_jobs_alone(any_world: World, ada: Somebody) -> None:
    stranger = Somebody(id="", degrees=200, crop=b"a crop of nobody")
    recognise(any_world, ada.face(), stranger.unknown_face())
    under_way = send(any_world, "/api/v1/recognitions", ada.face())

    body = delete(any_world, "collections/default")
    any_world.worker.step()
    any_world.clock.now += OWN_SECONDS
    run_chore(any_world, "leftovers")

    assert body["pending"] == 0
    assert (body["removed"]["people"], body["removed"]["jobs"]) == (2, 1)
    assert any_world.job(under_way)["error"]["code"] == "not_found"  # type: ignore[index]
    with any_world.sessions() as session:
        left = {table.name for table in Base.metadata.sorted_tables if session.execute(select(table)).first()}
    assert left == {"jobs"}
    assert list(any_world.images.keys()) == list(any_world.state.keys()) == []
    needles = {**of_id(ada.id), **of_embedding(ada.embedding), **of_embedding(stranger.embedding)}
    assert traces(any_world, needles) == []
    assert found_orphans(any_world) == []


def test_other_collections_stay(any_world: World, ada: Somebody) -> None:
    created = any_world.client.post("/api/v1/people", json={"name": "Bob", "collection": "other"})
    before = set(any_world.state.keys())

    delete(any_world, "collections/other")

    assert any_world.client.get(f"/api/v1/people/{created.get_json()['id']}").status_code == 404
    assert any_world.client.get(f"/api/v1/people/{ada.id}").status_code == 200
    assert set(any_world.state.keys()) == before
    assert any_world.client.delete("/api/v1/collections/other").status_code == 404


def test_a_collection_can_come_again(any_world: World, ada: Somebody) -> None:
    delete(any_world, "collections/default")

    again = enrolled(any_world, "Ada", 10)
    job_id = recognise(any_world, again.face())

    assert any_world.job(job_id)["faces"][0]["match"]["name"] == "Ada"  # type: ignore[index]
    with any_world.sessions() as session:
        assert session.scalars(select(Collection.name)).all() == ["default"]
    assert found_orphans(any_world) == []


def test_a_deleted_face_goes_with_the_picture_it_came_from(any_world: World, ada: Somebody) -> None:
    side = Somebody(id=ada.id, degrees=30, crop=b"from the side")
    job_id = enrol(any_world, side)
    with any_world.sessions() as session:
        face = session.scalars(select(Face).where(Face.job_id == job_id)).one()

    body = delete(any_world, f"people/{ada.id}/faces/{face.id}")

    assert body["removed"]["faces"] == body["removed"]["images"] == body["removed"]["crops"] == 1
    assert traces(any_world, {**of_embedding(side.embedding), "crop": side.crop}) == []
    assert image_key(job_id) not in list(any_world.images.keys())
    assert any_world.client.get(f"/api/v1/people/{ada.id}").get_json()["face_count"] == 1
    assert traces(any_world, of_embedding(ada.embedding)) != []
    assert found_orphans(any_world) == []


def test_a_sighting_that_had_the_deleted_faces_picture_goes_on_without(any_world: World) -> None:
    stranger = Somebody(id="", degrees=10, crop=b"a crop of nobody")
    job_id = recognise(any_world, stranger.unknown_face())
    with any_world.sessions() as session:
        person, face = session.scalars(select(Person)).one(), session.scalars(select(Face)).one()
    any_world.client.post(f"/api/v1/unknowns/{person.id}/name", json={"name": "Ada"})

    delete(any_world, f"people/{person.id}/faces/{face.id}")

    (sighting,) = sightings(any_world)
    assert (sighting.person_id, sighting.crop_key) == (person.id, None)
    assert traces(any_world, {"crop": stranger.crop}) == []
    assert any_world.row(job_id).erased
    assert found_orphans(any_world) == []


def test_a_face_of_somebody_else_is_not_found(any_world: World, ada: Somebody) -> None:
    bob = enrolled(any_world, "Bob", 100)
    with any_world.sessions() as session:
        face = session.scalars(select(Face).where(Face.person_id == bob.id)).one()

    assert any_world.client.delete(f"/api/v1/people/{ada.id}/faces/{face.id}").status_code == 404
    with any_world.sessions() as session:
        assert {job.erased for job in session.scalars(select(Job))} == {False}
