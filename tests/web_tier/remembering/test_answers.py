"""What a recognition that is remembered answers, and what it keeps to itself."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from pipeline.errors import ServiceUnavailable
from pipeline.results import Candidate
from tests.web_tier.remembering.scenes import JPEG, answer, ask, known, matches, see, shown, unsure
from tests.web_tier.world import World
from web_tier.models import Mention


def faces(world: World, job_id: str) -> list[dict[str, Any]]:
    job: dict[str, Any] = world.job(job_id)
    found: list[dict[str, Any]] = job["faces"]
    return found


def mentions(world: World, job_id: str) -> set[tuple[int, str, str]]:
    with world.sessions() as session:
        rows = session.scalars(select(Mention).where(Mention.job_id == job_id))
        return {(row.face_index, row.person_id, row.role) for row in rows}


def test_every_face_has_an_index(world: World) -> None:
    found = faces(world, ask(world, answer(shown(0), shown(90))))

    assert [each["index"] for each in found] == [0, 1]


def test_what_the_service_keeps_is_answered_to_nobody(world: World) -> None:
    (face,) = faces(world, ask(world, answer(shown(0))))

    assert face.keys() & {"embedding", "crop", "strangers"} == set()


def test_embeddings_are_answered_to_who_asks_for_them(world: World) -> None:
    (face,) = faces(world, ask(world, answer(shown(0)), embeddings="true"))

    assert face["embedding"] == [3.0, 0.0]


def test_the_answer_is_the_same_however_often_it_is_asked_for(any_world: World) -> None:
    ada, job = any_world.add_person("Ada"), answer(shown(0), shown(90))
    see(any_world, shown(0, match=known(ada)))
    job_id = ask(any_world, job)

    assert matches(any_world, job_id) == matches(any_world, job_id)


def test_whom_a_document_speaks_of_is_written_down(any_world: World) -> None:
    ada, grace = any_world.add_person("Ada"), any_world.add_person("Grace")
    (stranger,) = (each["unknown_id"] for each in see(any_world, shown(0)))
    near = (Candidate(person_id=grace, distance=0.5, similarity=10),)

    job = ask(
        any_world,
        answer(
            shown(90, match=replace(known(ada), alternatives=near)),
            shown(5, match=unsure(grace, distance=0.4), strangers=[stranger]),
        ),
    )
    matches(any_world, job)

    assert mentions(any_world, job) == {
        (0, ada, "is"),
        (0, grace, "near"),
        (1, grace, "near"),
        (1, stranger, "is"),
    }


def test_an_outage_of_the_bucket_costs_the_pictures_alone(any_world: World) -> None:
    any_world.state.failure = ServiceUnavailable()

    (match,) = see(any_world, shown(0))

    any_world.state.failure = None
    assert match["unknown_id"] is not None
    assert list(any_world.state.keys("crops/")) == []
    path = f"/api/v1/unknowns/{match['unknown_id']}/crop"
    assert any_world.client.get(path).status_code == 404


def test_a_collection_may_keep_faces_and_no_pictures(any_world: World) -> None:
    any_world.client.post("/api/v1/collections", json={"name": "default", "images_kept_days": 0})

    (match,) = see(any_world, shown(0))

    assert list(any_world.images.keys("images/")) == []
    crop = any_world.client.get(f"/api/v1/unknowns/{match['unknown_id']}/crop")
    assert crop.data == JPEG
