"""What is refused, with which status and code, and that nothing of it is stored."""

import base64
import io
from typing import Any

import pytest

from tests.pipeline.test_images import png_claiming
from tests.web_tier.world import World, picture

RECOGNITIONS = "/api/v1/recognitions"


def form(data: bytes, field: str = "image") -> dict[str, Any]:
    return {"data": {field: (io.BytesIO(data), "picture.png")}}


BAD = {
    "not an image": (form(b"this is no picture"), 415, "not_an_image"),
    "truncated in its header": (form(picture()[:20]), 415, "not_an_image"),
    "empty": (form(b""), 400, "empty_image"),
    "decompression bomb": (form(png_claiming(100_000, 100_000)), 413, "image_too_large"),
    "20,000 pixels wide": (form(png_claiming(20_000, 10)), 413, "image_too_large"),
    "no pixels": (form(png_claiming(0, 10)), 415, "not_an_image"),
    "another field": (form(picture(), field="photo"), 400, "missing_field"),
    "a text field": ({"data": {"image": "text"}}, 415, "unsupported_media_type"),
    "nothing": ({}, 400, "missing_field"),
    "raw bytes": ({"data": picture(), "content_type": "image/png"}, 415, "unsupported_media_type"),
    "text": ({"data": "hello", "content_type": "text/plain"}, 415, "unsupported_media_type"),
    "broken JSON": ({"data": "{", "content_type": "application/json"}, 400, "invalid_request"),
    "JSON without end": ({"data": "[" * 100_000, "content_type": "application/json"}, 400, "invalid_request"),
    "a JSON list": ({"json": []}, 400, "invalid_request"),
    "JSON without image": ({"json": {}}, 400, "missing_field"),
    "a number for an image": ({"json": {"image": 5}}, 400, "invalid_request"),
    "no base64": ({"json": {"image": "§§§"}}, 400, "invalid_request"),
    "base64 of nothing": ({"json": {"image": ""}}, 400, "empty_image"),
    "base64 of text": ({"json": {"image": base64.b64encode(b"hello").decode()}}, 415, "not_an_image"),
}


@pytest.mark.parametrize(("request_", "status", "code"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_and_nothing_is_stored(
    world: World, request_: dict[str, Any], status: int, code: str
) -> None:
    answer = world.client.post(RECOGNITIONS, **request_)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert list(world.images.keys()) == []
    assert world.client.get("/api/v1/jobs").get_json()["items"] == []


@pytest.mark.parametrize(("path", "field"), [("/", "inputFile"), ("/upload", "myfile")])
def test_the_plain_routes_refuse_in_the_same_shape(world: World, path: str, field: str) -> None:
    no_image = world.client.post(path, **form(b"this is no picture", field))
    missing = world.client.post(path, **form(picture(), "image"))

    assert (no_image.status_code, no_image.get_json()["error"]["code"]) == (415, "not_an_image")
    assert (missing.status_code, missing.get_json()["error"]["code"]) == (400, "missing_field")


def test_a_body_of_30_megabytes_is_refused_by_its_length(world: World) -> None:
    body = io.BytesIO(bytes(30 * 1024 * 1024))

    answer = world.client.post(
        RECOGNITIONS,
        input_stream=body,
        content_length=len(body.getbuffer()),
        content_type="multipart/form-data; boundary=x",
    )

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "too_large")
    assert body.tell() == 0, "it was read before it was refused"


def test_a_body_without_a_length_is_read_up_to_the_limit_and_no_further(world: World) -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.taken += len(buffer)
            return len(buffer)

    body = Endless()
    answer = world.client.post(
        RECOGNITIONS,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={
            "wsgi.input": body,
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "too_large")
    assert body.taken <= world.settings.max_upload_bytes + 1024 * 1024


def test_long_form_fields_are_refused(world: World) -> None:
    answer = world.post(picture(), collection="x" * 300_000)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("PUT", "/api/v1/recognitions", 405, "method_not_allowed"),
        ("GET", "/api/v1/jobs/0123456789abcdef0123456789abcdef", 404, "not_found"),
        ("GET", "/api/v1/jobs/%00", 404, "not_found"),
        ("GET", "/api/v1/jobs?limit=0", 400, "invalid_request"),
        ("GET", "/api/v1/jobs?cursor=nonsense", 400, "invalid_request"),
        ("GET", "/api/v1/jobs?status=lost", 400, "invalid_request"),
        ("POST", "/api/v1/recognitions?wait=301", 400, "invalid_request"),
        ("POST", "/api/v1/recognitions?wait=nan", 400, "invalid_request"),
        ("POST", "/api/v1/people/nobody/faces", 404, "not_found"),
    ],
)
def test_every_refusal_has_the_one_shape(
    any_world: World, method: str, path: str, status: int, code: str
) -> None:
    answer = any_world.client.open(path, method=method)

    assert answer.status_code == status
    assert set(answer.get_json()) == {"error"}
    assert answer.get_json()["error"]["code"] == code


def test_what_nobody_foresaw_is_a_500_without_a_trace(world: World) -> None:
    def explode() -> str:
        raise RuntimeError("a secret of the implementation")

    world.app.add_url_rule("/explode", view_func=explode)

    answer = world.client.get("/explode")

    assert answer.status_code == 500
    assert answer.get_json() == {"error": {"code": "internal_error", "message": "Something went wrong here."}}
