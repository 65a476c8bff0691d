"""Strangers: a face never seen gets an identity that lasts, and that grows with every picture."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from pipeline.keys import crop_key
from pipeline.results import Linking
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
from web_tier.models import CannotLink, Face, Person, PersonKind, Veto


def faces_of(world: World, person_id: str) -> list[Face]:
    with world.sessions() as session:
        return list(
            session.scalars(select(Face).where(Face.person_id == person_id).order_by(Face.created_at))
        )


def strangers(world: World) -> list[Person]:
    with world.sessions() as session:
        return list(session.scalars(select(Person).where(Person.kind == PersonKind.STRANGER)))


def test_a_face_never_seen_gets_an_identity_and_keeps_it(any_world: World) -> None:
    (first,) = see(any_world, shown(0))
    (again,) = see(any_world, shown(20))

    assert first["verdict"] == "unknown" and first["person_id"] is None and first["name"] is None
    assert again["unknown_id"] == first["unknown_id"]
    assert person(any_world, first["unknown_id"]).sightings == 2


def test_somebody_else_is_another_stranger(any_world: World) -> None:
    (one,), (other,) = see(any_world, shown(0)), see(any_world, shown(40))

    assert one["unknown_id"] != other["unknown_id"]
    assert {each.id for each in strangers(any_world)} == {one["unknown_id"], other["unknown_id"]}


def test_two_faces_of_one_picture_are_two_people_however_alike(any_world: World) -> None:
    one, other = see(any_world, shown(0), shown(1))

    assert one["unknown_id"] != other["unknown_id"]


def test_twins_are_told_apart_by_who_is_nearer_and_not_by_their_order(any_world: World) -> None:
    one, other = see(any_world, shown(0), shown(24))
    (again,) = see(any_world, shown(25))

    assert again["unknown_id"] == other["unknown_id"] != one["unknown_id"]


def test_who_has_not_changed_since_the_workers_gallery_is_named_by_the_worker(any_world: World) -> None:
    (first,) = see(any_world, shown(0))
    version = person(any_world, first["unknown_id"]).changed_in

    job = ask(any_world, answer(shown(5, strangers=[first["unknown_id"]]), gallery_version=version))
    (named,) = matches(any_world, job)
    (unnamed,) = matches(any_world, ask(any_world, answer(shown(5), gallery_version=version)))

    assert named["unknown_id"] == first["unknown_id"]
    assert unnamed["unknown_id"] not in (first["unknown_id"], None)


def test_identities_that_turn_out_to_be_one_are_merged(any_world: World) -> None:
    wide = Linking(distance=0.6, handicap=0.0)  # 34 degrees
    first, second, between = (ask(any_world, answer(shown(degrees), linking=wide)) for degrees in (0, 40, 20))
    owners = [matches(any_world, job)[0]["unknown_id"] for job in (first, second, between)]

    (left,) = strangers(any_world)
    assert owners[0] != owners[1] and owners[2] == left.id
    assert left.sightings == 3 and len(faces_of(any_world, left.id)) == 3
    assert [matches(any_world, job)[0]["unknown_id"] for job in (first, second)] == [left.id, left.id]


def test_whom_somebody_told_apart_is_not_merged(any_world: World) -> None:
    wide = Linking(distance=0.6, handicap=0.0)
    ids = [
        matches(any_world, ask(any_world, answer(shown(d), linking=wide)))[0]["unknown_id"] for d in (0, 40)
    ]
    with any_world.sessions.begin() as session:
        session.add(CannotLink(one_id=min(ids), other_id=max(ids)))

    matches(any_world, ask(any_world, answer(shown(20), linking=wide)))

    assert {each.id for each in strangers(any_world)} == set(ids)


def test_a_face_that_somebody_said_is_not_theirs_is_somebody_elses(any_world: World) -> None:
    (first,) = see(any_world, shown(0))
    (face,) = faces_of(any_world, first["unknown_id"])
    with any_world.sessions.begin() as session:
        denied = {"job_id": "0" * 32, "face_index": 0, "model": face.model, "created_at": 1.0}
        embedding = b"\x00\x00\x80?" + b"\x00\x00\x80>"  # (1, 0.25): 14 degrees
        session.add(Veto(id="v" * 32, person_id=face.person_id, embedding=embedding, **denied))

    (like_the_denied,), (like_them,) = see(any_world, shown(13)), see(any_world, shown(3))

    assert like_the_denied["unknown_id"] != first["unknown_id"]
    assert like_them["unknown_id"] == first["unknown_id"]


def test_a_blurred_face_begins_no_identity(any_world: World) -> None:
    (match,) = see(any_world, shown(0, sharpness=3))

    assert match["unknown_id"] is None
    assert strangers(any_world) == [] and sightings(any_world) == []


def test_a_blurred_face_of_somebody_who_was_seen_is_a_sighting(any_world: World) -> None:
    (clear,) = see(any_world, shown(0))
    (blurred,) = see(any_world, shown(5, sharpness=3))

    assert blurred["unknown_id"] == clear["unknown_id"]
    assert len(sightings(any_world)) == 2


def test_another_look_is_kept_and_the_same_look_only_if_it_is_much_clearer(any_world: World) -> None:
    (match,) = see(any_world, shown(0, sharpness=12))
    see(any_world, shown(2, sharpness=13))  # the same look, hardly clearer
    see(any_world, shown(20))
    (kept, other) = faces_of(any_world, match["unknown_id"])
    any_world.clock.now += 1
    see(any_world, shown(1, sharpness=80))

    faces = {face.id: face for face in faces_of(any_world, match["unknown_id"])}
    assert faces.keys() == {kept.id, other.id}
    replaced = {face_id for face_id, face in faces.items() if face.job_id not in (kept.job_id, other.job_id)}
    assert len(replaced) == 1


def test_a_new_stranger_has_a_picture_and_so_has_the_sighting(any_world: World) -> None:
    (match,) = see(any_world, shown(0))

    (face,), (sighting,) = faces_of(any_world, match["unknown_id"]), sightings(any_world)
    assert face.crop_key == crop_key("default", face.id)
    assert sighting.crop_key == crop_key("default", sighting.id)
    assert any_world.state.get(face.crop_key) == any_world.state.get(sighting.crop_key) == JPEG
    assert not face.pinned


def test_an_unsure_face_is_a_strangers_who_is_nearer_than_the_person(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    (stranger,) = see(any_world, shown(0))

    (nearer,) = see(any_world, shown(10, match=unsure(ada, distance=0.4)))
    (farther,) = see(any_world, shown(10, match=unsure(ada, distance=0.01)))

    assert (nearer["verdict"], nearer["unknown_id"]) == ("unknown", stranger["unknown_id"])
    assert nearer["alternatives"][0] == {
        "person_id": ada, "name": "Ada", "similarity": 60.0, "distance": 0.4,
    }  # fmt: skip
    assert (farther["verdict"], farther["name"], farther["unknown_id"]) == ("unsure", "Ada", None)
    assert [each.verdict for each in sightings(any_world) if each.person_id == ada] == ["unsure"]


def test_known_people_are_seen_once_in_a_picture(any_world: World) -> None:
    ada = any_world.add_person("Ada")

    see(any_world, shown(0, match=known(ada, 0.3)), shown(50, match=known(ada, 0.1), left=50))

    (sighting,) = sightings(any_world)
    assert (sighting.person_id, sighting.face_index, sighting.verdict) == (ada, 1, "known")
    assert person(any_world, ada).sightings == 1 and strangers(any_world) == []


def test_a_picture_that_is_not_to_be_remembered_leaves_nothing(any_world: World) -> None:
    (match,) = see(any_world, shown(0), remember="false")

    assert match["unknown_id"] is None and sightings(any_world) == []


def test_a_collection_that_does_not_remember_leaves_nothing(any_world: World) -> None:
    any_world.client.post("/api/v1/collections", json={"name": "default", "remembers": False})

    see(any_world, shown(0))

    assert strangers(any_world) == [] and sightings(any_world) == []


def test_a_collection_may_enrol_whoever_comes_by_number(any_world: World) -> None:
    any_world.client.post("/api/v1/collections", json={"name": "default", "auto_enrol": True})
    taken = any_world.add_person("Unknown 2")

    found = [see(any_world, shown(degrees))[0] for degrees in (0, 90)]

    assert [each["name"] for each in found] == ["Unknown 3", "Unknown 4"]
    assert person(any_world, found[0]["person_id"]).kind == PersonKind.PERSON
    assert person(any_world, taken).name == "Unknown 2"


def test_naming_a_stranger_gives_their_name_to_earlier_answers(any_world: World) -> None:
    job = ask(any_world, answer(shown(0)))
    stranger = matches(any_world, job)[0]["unknown_id"]

    any_world.client.post(f"/api/v1/unknowns/{stranger}/name", json={"name": "Ada"})

    (match,) = matches(any_world, job)
    assert (match["person_id"], match["name"], match["unknown_id"]) == (stranger, "Ada", stranger)


def test_a_worker_that_gave_no_embeddings_costs_no_answer(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    bare = [replace(each, embedding=None) for each in (shown(0), shown(0, match=known(ada)))]

    stranger, seen = see(any_world, *bare)

    assert stranger["unknown_id"] is None and seen["name"] == "Ada"
    assert [each.person_id for each in sightings(any_world)] == [ada]


def test_many_pictures_of_a_stranger_finished_at_once_are_one_identity(any_world: World) -> None:
    jobs = [ask(any_world, answer(shown(degrees))) for degrees in range(8)]
    rows = [any_world.row(job) for job in jobs]

    threads = [any_world.once(lambda row=row: any_world.web.services.recognitions.look(row)) for row in rows]  # type: ignore[misc]
    for thread in threads:
        thread.join()

    (stranger,) = strangers(any_world)
    assert stranger.sightings == 8


@pytest.mark.parametrize("crop", ["no base64!", None])
def test_a_face_without_a_picture_is_remembered_without_one(world: World, crop: str | None) -> None:
    (match,) = see(world, replace(shown(0), crop=crop))

    assert match["unknown_id"] is not None
    assert list(world.state.keys("crops/")) == []
