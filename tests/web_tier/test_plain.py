"""Plain uploads: a picture in, a name out, and what lies in the buckets afterwards."""

import pytest

from tests.web_tier.world import World, face, failed, found, picture, unreadable


def test_the_first_plain_route_answers_stem_and_name(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(face(ada)))
    any_world.start()

    answer = any_world.post_plain(picture(), "test_00.png")

    assert (answer.status_code, answer.text) == (200, "test_00:Ada")
    assert answer.content_type == "text/plain; charset=utf-8"


def test_the_second_plain_route_answers_the_name_alone(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(face(ada)))
    world.start()

    answer = world.post_plain(picture(), "test_00.png", "/upload")

    assert (answer.status_code, answer.text) == (200, "Ada")


@pytest.mark.parametrize(("faces", "name"), [((), "no_face"), ((face(),), "unknown")])
def test_strangers_and_empty_pictures_have_their_own_words(world: World, faces: tuple, name: str) -> None:  # type: ignore[type-arg]
    world.worker.knows(picture(), found(*faces))
    world.start()

    assert world.post_plain(picture()).text == f"test_00:{name}"


def test_of_several_faces_the_largest_known_one_is_named(world: World) -> None:
    ada, bob = world.add_person("Ada"), world.add_person("Bob")
    world.worker.knows(picture(), found(face(), face(ada), face(bob)))
    world.start()

    assert world.post_plain(picture()).text == "test_00:Ada"


def test_the_buckets_hold_one_picture_and_one_name_and_nothing_else(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(face(ada)))
    world.start()

    world.post_plain(picture(), "test_00.png")

    assert list(world.images.keys()) == ["test_00.png"]
    assert world.images.get("test_00.png") == picture()
    assert list(world.output.keys()) == ["test_00"]
    assert world.output.get("test_00") == b"Ada"


def test_the_same_name_again_overwrites(world: World) -> None:
    world.worker.knows(picture("blue"), found())
    world.start()

    world.post_plain(picture("red"), "test_00.png")
    world.post_plain(picture("blue"), "test_00.png")

    assert list(world.images.keys()) == ["test_00.png"]
    assert world.images.get("test_00.png") == picture("blue")
    assert world.output.get("test_00") == b"no_face"


def test_an_unreadable_picture_is_a_422_and_leaves_no_name(world: World) -> None:
    world.worker.knows(picture(), unreadable)
    world.start()

    answer = world.post_plain(picture())

    assert answer.status_code == 422
    error = answer.get_json()["error"]
    assert error["code"] == "unreadable_image"
    assert list(world.output.keys()) == []
    assert world.job(error["job_id"])["status"] == "failed"


def test_a_picture_replaced_before_it_was_read_is_a_conflict(world: World) -> None:
    world.worker.knows(picture(), failed("image_replaced"))
    world.start()

    answer = world.post_plain(picture())

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "image_replaced")


def test_a_person_renamed_meanwhile_is_answered_by_the_new_name(world: World) -> None:
    ada = world.add_person("Ada")
    world.client.patch(f"/api/v1/people/{ada}", json={"name": "Ada King"})
    world.worker.knows(picture(), found(face(ada)))
    world.start()

    assert world.post_plain(picture()).text == "test_00:Ada King"


def test_the_page_to_try_it_loads_nothing_from_elsewhere(world: World) -> None:
    page = world.client.get("/")

    assert page.status_code == 200
    assert "inputFile" in page.text
    assert "http" not in page.text
