"""Health, readiness, figures, and the description of the interface."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.heartbeat import VERSION
from tests.web_tier.world import World, picture


def figures(world: World) -> dict[str, float]:
    """Return `/metrics` as a dictionary; labels are part of the name."""
    return {
        f"{sample.name}{sorted(sample.labels.values()) or ''}": sample.value
        for family in text_string_to_metric_families(world.client.get("/metrics").text)
        for sample in family.samples
    }


def test_health_asks_nothing_and_tells_the_version(world: World) -> None:
    world.requests.failure = world.images.failure = ServiceUnavailable()

    answer = world.client.get("/healthz")

    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "version": VERSION})


def test_readiness_asks_the_database_the_buckets_and_the_queue(any_world: World) -> None:
    answer = any_world.client.get("/readyz")

    assert answer.status_code == 200
    assert set(answer.get_json()["checks"]) == {
        "database",
        "input bucket",
        "output bucket",
        "state bucket",
        "request queue",
    }


@pytest.mark.parametrize("failure", [QueueMissing(), ServiceUnavailable()])
def test_readiness_names_what_does_not_answer(world: World, failure: Exception) -> None:
    world.requests.failure = failure

    answer = world.client.get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json()["checks"]["request queue"] == type(failure).__name__
    assert answer.get_json()["checks"]["database"] == "ok"


def test_figures_count_answers_jobs_and_the_queue(world: World) -> None:
    world.start()
    world.post(picture())
    world.post(b"no picture")
    world.web.sweeper.step()

    seen = figures(world)

    assert seen["facefleet_http_requests_total['/api/v1/recognitions', '200']"] == 1
    assert seen["facefleet_http_requests_total['/api/v1/recognitions', '415']"] == 1
    assert seen["facefleet_jobs_accepted_total['recognise']"] == 1
    assert seen["facefleet_jobs_finished_total['done']"] == 1
    assert seen["facefleet_pictures_analysed_total['none', 'test']"] == 1
    assert seen["facefleet_job_seconds_count"] == 1
    assert seen["facefleet_waiting_requests"] == 0
    assert seen["facefleet_queue_depth['visible']"] == 0


def test_paths_that_are_no_routes_share_one_figure(world: World) -> None:
    for path in ("/a", "/b"):
        world.client.get(path)

    assert figures(world)["facefleet_http_requests_total['404', 'none']"] == 2


def test_the_description_lists_every_route_with_its_methods(world: World) -> None:
    described = world.client.get("/openapi.json").get_json()["paths"]
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(("/docs", "/openapi", "/static")) and (rule.rule, method) != ("/", "GET")
    }

    assert {(path, method) for path, methods in described.items() for method in methods} == served


def test_the_description_says_how_pictures_are_sent(world: World) -> None:
    operation = world.client.get("/openapi.json").get_json()["paths"]["/api/v1/recognitions"]["post"]

    bodies = operation["requestBody"]["content"]
    assert set(bodies) == {"multipart/form-data", "application/json"}
    assert bodies["application/json"]["schema"]["required"] == ["image"]
    assert "max_faces" in bodies["multipart/form-data"]["schema"]["properties"]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/", {"422"}),
        ("/upload", {"422"}),
        ("/api/v1/recognitions", {"202"}),
        ("/api/v1/people/{person_id}/faces", {"202", "404", "422"}),
    ],
)
def test_the_description_names_every_status_that_a_picture_may_be_answered_with(
    world: World, path: str, more: set[str]
) -> None:
    responses = world.client.get("/openapi.json").get_json()["paths"][path]["post"]["responses"]

    assert {"400", "409", "413", "415", "500", "503", "504"} | more <= set(responses)


def test_plain_uploads_are_described_as_text(world: World) -> None:
    paths = world.client.get("/openapi.json").get_json()["paths"]

    for path in ("/", "/upload"):
        assert list(paths[path]["post"]["responses"]["200"]["content"]) == ["text/plain"]


def test_the_description_is_written_as_its_version_wants_it(world: World) -> None:
    text = world.client.get("/openapi.json").text

    assert '"openapi":"3.0.3"' in text.replace(" ", "")
    assert '"null"' not in text
    assert not re.search(r'"exclusiveM\w+":\s*[\d.]', text)


def test_the_page_of_the_interface_needs_no_network(world: World) -> None:
    page = world.client.get("/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert addresses
    for address in addresses:
        with world.client.get(address) as answer:
            assert answer.status_code == 200, address
