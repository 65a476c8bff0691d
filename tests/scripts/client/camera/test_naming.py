"""A camera has a name that tells it apart and gives no password away."""

import pytest

from scripts.client.camera.naming import camera_name
from scripts.client.values import source_name


@pytest.mark.parametrize(
    ("argument", "name"),
    [("0", "webcam 0"), ("films/party.mp4", "party.mp4"), ("pictures/door/", "door"), ("/", "camera")],
)
def test_webcams_films_and_folders_are_called_what_they_are(argument: str, name: str) -> None:
    assert camera_name(argument) == name


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://admin:secret@10.0.0.7:554/stream1",
        "rtsp://10.0.0.7/user=admin&password=secret&channel=1.sdp",
        "http://10.0.0.7/video?token=secret",
    ],
)
def test_of_an_address_the_host_is_told_and_nothing_secret(address: str) -> None:
    name = camera_name(address)

    assert name.startswith("10.0.0.7 ")
    assert "secret" not in name
    assert "admin" not in name


def test_the_streams_of_one_host_are_told_apart() -> None:
    assert camera_name("rtsp://nvr/1") != camera_name("rtsp://nvr/2")
    assert camera_name("rtsp://nvr/1") == camera_name("rtsp://nvr/1")


@pytest.mark.parametrize("argument", ["x" * 300, "a\nb.mp4", f"rtsp://{'host.' * 40}example/1"])
def test_every_name_is_one_that_the_service_takes(argument: str) -> None:
    assert source_name(camera_name(argument)) == camera_name(argument)
