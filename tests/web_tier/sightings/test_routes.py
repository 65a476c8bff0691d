"""Asking who was seen where and when: lists, counts by time, tables and pictures."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import event

from tests.web_tier.remembering.scenes import JPEG, known, see, shown
from tests.web_tier.sightings.rows import sighting, stranger
from tests.web_tier.world import World


def listed(world: World, query: str = "") -> list[dict[str, Any]]:
    answer = world.client.get(f"/api/v1/sightings?{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def buckets(world: World, query: str) -> list[tuple[Any, ...]]:
    answer = world.client.get(f"/api/v1/sightings/buckets?{query}")
    assert answer.status_code == 200, answer.text
    members = ("start", "person_id", "source", "sightings", "pictures")
    return [tuple(item[name] for name in members) for item in answer.get_json()["items"]]


def test_a_recognition_is_found_again_as_a_sighting(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    see(any_world, shown(0, match=known(ada)), source="door", at=86_400.0)

    (item,) = listed(any_world)

    assert (item["person_id"], item["name"], item["unknown"]) == (ada, "Ada", False)
    assert item["first_at"] == item["last_at"] == "1970-01-02T00:00:00Z"
    assert (item["source"], item["verdict"], item["similarity"]) == ("door", "known", 95.0)
    assert item["box"] == {"left": 10, "top": 10, "width": 40, "height": 40}
    crop = any_world.client.get(item["crop"])
    assert (crop.data, crop.content_type) == (JPEG, "image/jpeg")


def test_a_stranger_has_no_name_and_is_unknown_until_named(any_world: World) -> None:
    see(any_world, shown(0))
    (before,) = listed(any_world)
    path = f"/api/v1/unknowns/{before['person_id']}/name"
    assert any_world.client.post(path, json={"name": "Ada"}).status_code == 200

    (after,) = listed(any_world)

    assert (before["name"], before["unknown"]) == (None, True)
    assert (after["id"], after["name"], after["unknown"]) == (before["id"], "Ada", False)


def test_sightings_are_found_by_person_place_time_and_verdict(any_world: World) -> None:
    ada, grace = any_world.add_person("Ada"), any_world.add_person("Grace")
    early = sighting(any_world, ada, 60.0, source="door", verdict="unsure")
    late = sighting(any_world, ada, 120.0, source="yard")
    other = sighting(any_world, grace, 90.0, source="door")

    def ids(query: str) -> list[str]:
        return [item["id"] for item in listed(any_world, query)]

    assert ids("") == [late, other, early]
    assert ids(f"person_id={ada}") == [late, early]
    assert ids("source=door") == [other, early]
    assert ids("verdict=unsure") == [early]
    assert ids("from=1970-01-01T00:01:30Z") == [late, other]
    assert ids("from=1970-01-01T00:01:00Z&to=1970-01-01T00:02:00Z") == [other, early]
    assert ids("collection=elsewhere") == []


def test_pages_follow_each_other(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    ids = [sighting(any_world, ada, at) for at in (3.0, 2.0, 2.0, 1.0)]

    first = any_world.client.get("/api/v1/sightings?limit=2").get_json()
    second = any_world.client.get(f"/api/v1/sightings?limit=2&cursor={first['next']}").get_json()

    assert {item["id"] for item in first["items"] + second["items"]} == set(ids)
    assert second["next"] is None


def test_sightings_are_counted_by_hours_and_places(any_world: World) -> None:
    ada, unknown = any_world.add_person("Ada"), stranger(any_world)
    sighting(any_world, ada, 3_600.0, source="door", pictures=5)
    sighting(any_world, ada, 7_199.999, source="door", pictures=2)
    sighting(any_world, ada, 7_200.0, source="door")
    sighting(any_world, unknown, 3_700.0)

    assert sorted(buckets(any_world, "bucket=hour"), key=str) == sorted(
        [
            ("1970-01-01T02:00:00Z", ada, "door", 1, 1),
            ("1970-01-01T01:00:00Z", ada, "door", 2, 7),
            ("1970-01-01T01:00:00Z", unknown, None, 1, 1),
        ],
        key=str,
    )
    assert buckets(any_world, f"bucket=day&person_id={ada}") == [("1970-01-01T00:00:00Z", ada, "door", 3, 8)]


def test_a_bucket_is_any_number_of_seconds(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    for at in (0.0, 299.5, 300.0, 1e9):
        sighting(any_world, ada, at)

    assert [(start, count) for start, _, _, count, _ in buckets(any_world, "bucket=300")] == [
        ("2001-09-09T01:45:00Z", 1),
        ("1970-01-01T00:05:00Z", 1),
        ("1970-01-01T00:00:00Z", 2),
    ]


def test_buckets_come_in_pages_that_miss_nothing(any_world: World) -> None:
    people = [any_world.add_person(name) for name in ("Ada", "Grace")]
    for person in people:
        for at in (30.0, 90.0):
            for source in ("door", "yard", None):
                sighting(any_world, person, at, source=source)

    found, cursor = [], ""
    while True:
        page = any_world.client.get(f"/api/v1/sightings/buckets?bucket=minute&limit=5{cursor}").get_json()
        found += [(item["start"], item["person_id"], item["source"]) for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert len(found) == len(set(found)) == 12
    assert [start for start, *_ in found] == sorted((start for start, *_ in found), reverse=True)


def test_the_table_has_everything_and_no_formulas(any_world: World) -> None:
    formula = any_world.add_person("=HYPERLINK(1)")
    plain = any_world.add_person('Ada "A", Lovelace')
    for number in range(201):  # more than are read at once
        sighting(any_world, plain, float(number))
    sighting(any_world, formula, 1_000.0, source="@door")

    answer = any_world.client.get("/api/v1/sightings.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.content_type == "text/csv; charset=utf-8"
    assert len(rows) == 202
    assert (rows[0]["name"], rows[0]["source"]) == ("'=HYPERLINK(1)", "'@door")
    assert rows[0]["first_at"] == "1970-01-01T00:16:40.000+00:00"
    assert {row["name"] for row in rows[1:]} == {'Ada "A", Lovelace'}


def test_the_table_is_restricted_like_the_list(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    sighting(any_world, ada, 10.0)
    wanted = sighting(any_world, ada, 20.0)

    answer = any_world.client.get(f"/api/v1/sightings.csv?person_id={ada}&from=1970-01-01T00:00:15Z")

    assert [row["id"] for row in csv.DictReader(io.StringIO(answer.text))] == [wanted]


@pytest.mark.parametrize(
    "query",
    [
        "person_id=x",
        "verdict=perhaps",
        "from=yesterday",
        "limit=0",
        "cursor=x",
        "source=%00",
        "collection=a/b",
    ],
)
def test_what_makes_no_sense_is_refused(world: World, query: str) -> None:
    for path in ("/api/v1/sightings", "/api/v1/sightings/buckets"):
        assert world.client.get(f"{path}?{query}").get_json()["error"]["code"] == "invalid_request"


@pytest.mark.parametrize("bucket", ["week", "0", "-1", "1.5", "100000000"])
def test_a_bucket_has_a_length(world: World, bucket: str) -> None:
    assert world.client.get(f"/api/v1/sightings/buckets?bucket={bucket}").status_code == 400


def test_a_sighting_that_is_not_there_has_no_picture(any_world: World) -> None:
    bare = sighting(any_world, any_world.add_person("Ada"), 1.0)

    for sighting_id in ("0" * 32, "a%00b", bare):
        assert any_world.client.get(f"/api/v1/sightings/{sighting_id}/crop").status_code == 404


@pytest.mark.parametrize("query", ["", "?collection=default", "?source=door", "?from=1970-01-02T00:00:00Z"])
def test_no_page_sorts_all_sightings_that_there_are(world: World, query: str) -> None:
    statements: list[tuple[str, Any]] = []
    engine = world.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *seen: statements.append((seen[2], seen[3])))
    assert world.client.get(f"/api/v1/sightings{query}").status_code == 200

    statement, values = next(each for each in statements if "FROM sightings" in each[0])
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert not any("TEMP B-TREE" in step[-1] for step in plan), plan
