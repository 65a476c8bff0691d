"""The faces of a picture cut out: as a ZIP, and one by one."""

import base64
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from pipeline.outcomes import Verdict
from pipeline.results import Face
from tests.web_tier.two_pictures import post_pictures
from tests.web_tier.world import World, face, failed, found, picture
from web_tier.models import Purpose

CROPS = "/api/v1/crops"


def shown(jpeg: bytes, who: Face) -> Face:
    return replace(who, crop=base64.b64encode(jpeg).decode())


def unzipped(data: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return files, json.loads(files.pop("faces.json"))


def test_every_face_is_a_file_and_the_list_says_who_it_is(any_world: World) -> None:
    ada = any_world.add_person("Ada/../../etc")
    any_world.worker.knows(picture(), found(shown(b"one", face(ada)), shown(b"two", face(left=60))))
    any_world.start()

    answer = post_pictures(any_world, CROPS, {"image": picture()})

    files, listed = unzipped(answer.data)
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert files == {"face_00.jpg": b"one", "face_01.jpg": b"two"}
    assert listed["image"] == {"width": 100, "height": 80}
    first, second = listed["faces"]
    assert (first["file"], first["box"]["left"], first["match"]["name"]) == (
        "face_00.jpg",
        10,
        "Ada/../../etc",
    )
    assert (second["index"], second["match"]["verdict"]) == (1, Verdict.UNKNOWN)
    assert any_world.row(listed["job_id"]).purpose == Purpose.EXAMINE


def test_the_same_comes_from_the_job_later_all_together_and_one_by_one(any_world: World) -> None:
    any_world.worker.knows(picture(), found(shown(b"one", face()), shown(b"two", face(left=60))))
    any_world.start()
    first = post_pictures(any_world, CROPS, {"image": picture()})
    job = f"/api/v1/jobs/{unzipped(first.data)[1]['job_id']}"

    again = any_world.client.get(f"{job}/crops")
    one = any_world.client.get(f"{job}/faces/1/crop")

    assert again.data == first.data
    assert (one.data, one.content_type, one.headers["Cache-Control"]) == (b"two", "image/jpeg", "no-store")
    assert any_world.client.get(f"{job}/faces/2/crop").status_code == 404


def test_a_remembered_recognition_keeps_its_faces_too(world: World) -> None:
    world.worker.knows(picture(), found(shown(b"one", face())))
    world.start()
    job_id = world.post(picture()).get_json()["job_id"]

    files, _ = unzipped(world.client.get(f"/api/v1/jobs/{job_id}/crops").data)

    assert files == {"face_00.jpg": b"one"}


def test_a_picture_without_a_face_is_a_list_of_none(world: World) -> None:
    world.worker.knows(picture(), found())
    world.start()

    files, listed = unzipped(post_pictures(world, CROPS, {"image": picture()}).data)

    assert (files, listed["faces"]) == ({}, [])


def test_a_face_whose_picture_is_broken_is_listed_without_a_file(world: World) -> None:
    broken = replace(face(left=60), crop="§")
    world.worker.knows(picture(), found(shown(b"one", face()), broken))
    world.start()

    files, listed = unzipped(post_pictures(world, CROPS, {"image": picture()}).data)

    assert list(files) == ["face_00.jpg"]
    assert [each["file"] for each in listed["faces"]] == ["face_00.jpg", None]


def test_a_job_that_keeps_no_faces_has_no_crops(world: World) -> None:
    world.start()
    job_id = world.post(picture(), remember="false").get_json()["job_id"]

    for path in ("crops", "faces/0/crop"):
        answer = world.client.get(f"/api/v1/jobs/{job_id}/{path}")
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "not_kept")


def test_an_unfinished_or_failed_job_has_no_crops(world: World) -> None:
    world.worker.knows(picture("blue"), failed("image_missing"))
    unfinished = post_pictures(world, CROPS, {"image": picture()}, wait=0).get_json()["job_id"]
    failing = post_pictures(world, CROPS, {"image": picture("blue")}, wait=0).get_json()["job_id"]

    early = world.client.get(f"/api/v1/jobs/{unfinished}/crops")
    world.worker.step()
    late = world.client.get(f"/api/v1/jobs/{failing}/crops")

    for answer in (early, late):
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "not_kept")


@pytest.mark.parametrize("path", ["crops", "faces/0/crop"])
@pytest.mark.parametrize("job_id", ["0" * 32, "%00"])
def test_there_are_no_crops_of_no_job(any_world: World, job_id: str, path: str) -> None:
    answer = any_world.client.get(f"/api/v1/jobs/{job_id}/{path}")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "not_found")


def test_what_is_no_picture_is_refused(world: World) -> None:
    missing = world.client.post(CROPS, json={"collection": "default"})
    text = post_pictures(world, CROPS, {"image": b"text"})

    assert (missing.status_code, missing.get_json()["error"]["code"]) == (400, "missing_field")
    assert (text.status_code, text.get_json()["error"]["code"]) == (415, "not_an_image")
    assert list(world.images.keys()) == []
