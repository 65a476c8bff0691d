"""Re-embedding: the workers' model pack has changed, and whoever was enrolled before is known to it again."""

from typing import Any

import numpy as np
import pytest
from sqlalchemy import delete, select

from pipeline.errors import ServiceUnavailable
from pipeline.keys import crop_key
from pipeline.results import Box, Linking
from tests.web_tier.people.published import PublishedGallery
from tests.web_tier.people.rows import MODEL, add_face, add_person
from tests.web_tier.reembedding.made_crops import (
    NEW_MODEL,
    add_face_with_crop,
    along,
    crop,
    seen_anew,
    shown,
)
from tests.web_tier.world import World, failed, picture
from web_tier.models import Collection, Delivery, Face, Job, Person, Purpose, Webhook
from web_tier.reembedding import work
from web_tier.tasks.leases import LEASE_SECONDS

LINKING = Linking(distance=0.5, handicap=0.0)


def start(world: World, collection: str = "default") -> str:
    answer = world.client.post(f"/api/v1/collections/{collection}/reembeddings")
    assert answer.status_code == 202, answer.text
    return str(answer.get_json()["id"])


def advance(world: World) -> None:
    """Do one step of whatever task there is."""
    (loop,) = (loop for loop in world.web.chores if loop.name == "tasks")
    assert loop.try_once()


def work_off(world: World) -> None:
    """Have a worker do what is in the queue, and what it found come back."""
    world.worker.step()
    world.web.inbox.step()


def run(world: World, task_id: str) -> dict[str, Any]:
    """Run a task to its end; return it."""
    for _ in range(20):
        advance(world)
        task = ask(world, task_id)
        if task["finished_at"]:
            return task
        work_off(world)
    raise AssertionError(f"it does not end: {task}")


def ask(world: World, task_id: str) -> dict[str, Any]:
    return dict(world.client.get(f"/api/v1/tasks/{task_id}").get_json())


def enrolled(world: World, *, name: str = "Ada", collection: str = "default") -> tuple[str, str, bytes]:
    """Enrol somebody by one face; return their id, the face's and its crop."""
    jpeg = crop()
    with world.sessions.begin() as session:
        person = add_person(session, name, collection=collection)
        face = add_face_with_crop(world, session, person, jpeg)
    return person.id, face.id, jpeg


def listen(world: World) -> None:
    """Have somebody want to be told of every job that is done."""
    with world.sessions.begin() as session:
        session.add(
            Webhook(
                id="a" * 32,
                collection="default",
                url="https://example.org/",
                events=["job_done"],
                secret="s",
                created_at=1.0,
            )
        )


def version_of(world: World) -> int:
    with world.sessions() as session:
        return session.get_one(Collection, "default").version


def embedding_of(world: World, face_id: str) -> tuple[str, list[float]]:
    with world.sessions() as session:
        query = select(Face.model, Face.embedding).where(Face.id == face_id)
        model, embedding = session.execute(query).one()
    return model, np.frombuffer(embedding, dtype="<f4").tolist()


def test_every_face_gets_an_embedding_of_the_new_model_and_workers_learn_it(any_world: World) -> None:
    ada, first, picture_one = enrolled(any_world)
    _, second, picture_two = enrolled(any_world, name="Bob")
    any_world.worker.knows(picture_one, seen_anew(shown(*along(2))))
    any_world.worker.knows(picture_two, seen_anew(shown(*along(3))))

    task = run(any_world, start(any_world))

    assert (task["status"], task["total"], task["done"], task["failed"]) == ("done", 2, 2, 0)
    assert embedding_of(any_world, first) == (NEW_MODEL, along(2))
    assert embedding_of(any_world, second) == (NEW_MODEL, along(3))
    any_world.web.services.gallery.publish("default")
    assert PublishedGallery(any_world.state).centres[ada].tolist() == along(2)


def test_of_several_faces_in_a_crop_the_one_in_the_middle_is_taken(any_world: World) -> None:
    _, face, jpeg = enrolled(any_world)
    neighbour = shown(*along(1), box=Box(left=-30, top=0, width=70, height=70))
    any_world.worker.knows(jpeg, seen_anew(neighbour, shown(*along(3))))

    run(any_world, start(any_world))

    assert embedding_of(any_world, face) == (NEW_MODEL, along(3))
    (request,) = any_world.worker.requests
    assert request.options.max_faces > 1
    assert request.options.embeddings


def test_what_the_job_leaves_behind_is_removed_and_nobody_is_told_of_it(any_world: World) -> None:
    ada, face, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3), crop="SlBFRw==")))
    listen(any_world)

    task = start(any_world)
    run(any_world, task)

    with any_world.sessions() as session:
        job = session.scalars(select(Job).where(Job.purpose == Purpose.REEMBED)).one()
        assert session.scalars(select(Delivery.id)).all() == []
    assert (job.intent, job.person_id) == ({"face_id": face, "task_id": task}, ada)
    assert job.images_removed
    assert list(any_world.images.keys()) == []
    assert '"embedding":' not in any_world.client.get(f"/api/v1/jobs/{job.id}").text
    assert b"SlBFRw==" not in any_world.output.get(f"results/{job.id}.json")
    assert any_world.state.get(crop_key("default", face)) == jpeg


def test_a_face_of_the_workers_model_stays_as_it_is(any_world: World) -> None:
    _, face, jpeg = enrolled(any_world)
    before = version_of(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3)), model=MODEL))

    task = run(any_world, start(any_world))

    assert (task["done"], task["failed"]) == (1, 0)
    assert embedding_of(any_world, face) == (MODEL, along(0))
    assert version_of(any_world) == before


def test_a_face_that_cannot_be_embedded_anew_keeps_the_embedding_it_has(any_world: World) -> None:
    _, faceless, without_face = enrolled(any_world)
    _, broken, refused = enrolled(any_world)
    _, unseen, _ = enrolled(any_world)
    any_world.worker.knows(without_face, seen_anew())
    any_world.worker.knows(refused, failed("job_failed"))
    any_world.state.delete(crop_key("default", unseen))
    with any_world.sessions.begin() as session:
        cropless = add_face(session, add_person(session, "Eve")).id
    any_world.clock.now += work.STORED_WITHIN_SECONDS

    task = run(any_world, start(any_world))

    assert (task["status"], task["total"], task["done"], task["failed"]) == ("done", 4, 0, 4)
    for face in (faceless, broken, unseen, cropless):
        assert embedding_of(any_world, face) == (MODEL, along(0))
    with any_world.sessions() as session:
        assert session.get_one(Face, unseen).crop_key is None
        assert session.get_one(Face, broken).crop_key == crop_key("default", broken)


def test_a_crop_that_is_not_stored_yet_is_waited_for(any_world: World) -> None:
    _, face, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    with any_world.sessions.begin() as session:
        session.get_one(Face, face).created_at = any_world.clock.now
    any_world.state.delete(crop_key("default", face))
    task = start(any_world)
    advance(any_world)
    early = ask(any_world, task)

    any_world.state.put(crop_key("default", face), jpeg)

    assert early["status"] == "running"
    assert run(any_world, task)["done"] == 1


def test_a_crop_that_is_no_picture_is_no_crop(any_world: World) -> None:
    _, face, _ = enrolled(any_world)
    any_world.state.put(crop_key("default", face), b"no picture")

    task = run(any_world, start(any_world))

    assert (task["done"], task["failed"]) == (0, 1)
    assert list(any_world.state.keys("crops/")) == []


def test_only_so_many_jobs_are_under_way_at_once(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_UNDER_WAY", 2)
    for _ in range(3):
        _, _, jpeg = enrolled(any_world)
        any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    task = start(any_world)
    for _ in range(3):
        advance(any_world)
    waiting = any_world.requests.depth()

    ended = run(any_world, task)

    assert waiting.visible == 2
    assert (ended["done"], len(any_world.worker.requests)) == (3, 3)


def test_another_process_goes_on_where_one_died(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_UNDER_WAY", 2)
    for _ in range(4):
        _, _, jpeg = enrolled(any_world)
        any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    task = start(any_world)
    advance(any_world)
    work_off(any_world)
    neighbour = any_world.neighbour()
    any_world.clock.now += LEASE_SECONDS + 1

    for _ in range(3):
        advance(neighbour)
        any_world.worker.step()
        neighbour.web.inbox.step()

    ended = ask(any_world, task)
    assert (ended["status"], ended["done"], ended["failed"]) == ("done", 4, 0)
    assert len(any_world.worker.requests) == 4
    neighbour.close()


def test_faces_of_other_collections_and_those_that_come_later_are_left_alone(any_world: World) -> None:
    _, elsewhere, _ = enrolled(any_world, collection="staff")
    _, _, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    task = start(any_world)
    _, later, _ = enrolled(any_world)
    with any_world.sessions.begin() as session:
        session.get_one(Face, later).created_at = any_world.clock.now + 1

    ended = run(any_world, task)

    assert (ended["total"], ended["done"]) == (1, 1)
    assert embedding_of(any_world, elsewhere)[0] == embedding_of(any_world, later)[0] == MODEL


def test_somebody_deleted_meanwhile_does_not_come_back(any_world: World) -> None:
    ada, _, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    task = start(any_world)
    advance(any_world)
    any_world.worker.step()
    assert any_world.client.delete(f"/api/v1/people/{ada}").status_code in (200, 204)

    any_world.web.inbox.step()
    ended = run(any_world, task)

    assert ended["status"] == "done"
    assert (list(any_world.images.keys()), list(any_world.state.keys("crops/"))) == ([], [])
    documents = [any_world.output.get(key) for key in any_world.output.keys("")]
    assert not any(b'"embedding":' in document for document in documents)
    with any_world.sessions() as session:
        assert session.scalars(select(Face.id)).all() == []


def test_a_face_deleted_meanwhile_changes_nothing(any_world: World) -> None:
    ada, face, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    task = start(any_world)
    advance(any_world)
    any_world.worker.step()
    with any_world.sessions.begin() as session:
        session.execute(delete(Face).where(Face.id == face))

    any_world.web.inbox.step()

    assert run(any_world, task)["status"] == "done"
    with any_world.sessions() as session:
        assert session.get_one(Person, ada).faces == []


def test_a_task_that_no_worker_comes_to_fails_and_says_so(any_world: World) -> None:
    enrolled(any_world)
    task = start(any_world)
    advance(any_world)
    any_world.clock.now += any_world.settings.job_deadline_seconds
    any_world.web.sweeper.step()

    advance(any_world)

    ended = ask(any_world, task)
    assert ended["status"] == "failed"
    assert "workers" in ended["error"]


def test_an_outage_of_the_buckets_is_waited_for(any_world: World) -> None:
    _, _, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    task = start(any_world)
    (loop,) = (loop for loop in any_world.web.chores if loop.name == "tasks")
    any_world.state.failure = ServiceUnavailable()

    assert not loop.try_once()
    any_world.state.failure = None

    assert run(any_world, task)["done"] == 1


def test_more_work_than_is_taken_is_waited_for(any_world: World) -> None:
    _, _, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))
    any_world.post(picture(), wait=0)
    settings = any_world.settings.model_copy(update={"max_backlog": 1})
    crowded = World(any_world.sessions, settings, any_world.surroundings)
    task = start(crowded)
    advance(crowded)
    waiting = any_world.requests.depth().visible
    work_off(any_world)
    crowded.clock.now += 2

    for _ in range(2):
        advance(crowded)
        work_off(any_world)

    assert waiting == 1
    assert ask(crowded, task)["done"] == 1
    crowded.close()


def test_strangers_are_sorted_anew_by_their_new_embeddings(any_world: World) -> None:
    strangers = [enrolled(any_world, name="") for _ in range(2)]
    for _, _, jpeg in strangers:
        any_world.worker.knows(jpeg, seen_anew(shown(*along(3)), linking=LINKING))
    run(any_world, start(any_world))
    tasks = any_world.client.get("/api/v1/tasks").get_json()["items"]
    (sorting,) = (each for each in tasks if each["kind"] == "recluster")

    ended = run(any_world, sorting["id"])

    assert (ended["status"], ended["done"]) == ("done", 2)
    assert len(any_world.client.get("/api/v1/unknowns").get_json()["items"]) == 1


def test_without_strangers_nothing_is_sorted(any_world: World) -> None:
    _, _, jpeg = enrolled(any_world)
    any_world.worker.knows(jpeg, seen_anew(shown(*along(3))))

    run(any_world, start(any_world))

    assert len(any_world.client.get("/api/v1/tasks").get_json()["items"]) == 1


def test_an_empty_collection_is_done_at_once(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        add_person(session, "Ada")

    task = run(any_world, start(any_world))

    assert (task["status"], task["total"], task["done"], task["failed"]) == ("done", 0, 0, 0)
