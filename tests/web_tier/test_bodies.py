"""How much memory a request's body may take, and for how long."""

import base64
import json
import tracemalloc
from collections.abc import Iterator

import pytest

from tests.waiting import wait_until
from tests.web_tier.world import World, picture
from web_tier.failures import RequestFailure
from web_tier.uploads import decoded

MIB = 1024 * 1024
WITHOUT_PICTURES = [
    "/api/v1/people",
    "/api/v1/people/0/merge",
    "/api/v1/collections",
    "/api/v1/webhooks",
    "/api/v1/unknowns/0/name",
    "/api/v1/jobs/0/faces/0/correction",
]


@pytest.fixture
def traced() -> Iterator[None]:
    """Count the memory that is taken from here on."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.parametrize("path", WITHOUT_PICTURES)
def test_where_no_picture_is_expected_a_large_body_is_refused_unread(world: World, path: str) -> None:
    answer = world.client.post(path, json={"name": "x" * 100_000})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "too_large")


def test_a_split_of_as_many_faces_as_may_be_named_is_no_large_body(world: World) -> None:
    ada = world.add_person("Ada")

    answer = world.client.post(
        f"/api/v1/people/{ada}/split", json={"faces": [f"{n:032x}" for n in range(1000)]}
    )

    assert answer.status_code == 404  # of the faces


@pytest.mark.parametrize("text", ["[{},{},{}", '{"a":[[],[],[]'])
@pytest.mark.usefixtures("traced")
def test_a_body_of_millions_of_values_is_refused_before_they_take_memory(world: World, text: str) -> None:
    body = text + ",{}" * (MIB // 3)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()

    answer = world.client.post("/api/v1/recognitions", data=body, content_type="application/json")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid_request")
    assert tracemalloc.get_traced_memory()[1] - before < 8 * MIB  # parsed it is 30


@pytest.mark.usefixtures("traced")
def test_base64_in_small_pieces_takes_no_more_memory_than_in_one() -> None:
    text = "AA " * MIB
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()

    assert len(decoded(text, "image")) == 2 * MIB * 3 // 4

    assert tracemalloc.get_traced_memory()[1] - before < 9 * MIB  # with a list of the pieces it is 60


@pytest.mark.parametrize("text", ["AA\u00a0AA", "\ud800", "AAA§"])
def test_text_beyond_ascii_is_no_base64(text: str) -> None:
    with pytest.raises(RequestFailure):
        decoded(text, "image")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/recognitions?wait=30", "image"),
        ("/api/v1/crops?wait=30", "image"),
        ("/api/recognise", "image"),
        ("/", "inputFile"),
    ],
)
def test_a_request_that_waits_holds_nothing_of_its_picture(world: World, path: str, field: str) -> None:
    large = base64.b64encode(picture() + bytes(4 * MIB)).decode()
    send = {"data": json.dumps({field: large}).encode(), "content_type": "application/json"}
    world.images.put = lambda *_: None  # type: ignore[method-assign]
    tracemalloc.start()

    world.once(lambda: world.client.post(path, **send))

    try:
        wait_until(lambda: world.requests.depth().visible == 1, seconds=10)
        wait_until(lambda: tracemalloc.get_traced_memory()[0] < 3 * MIB, seconds=10)
    finally:
        world.web.inbox.close()
        tracemalloc.stop()
