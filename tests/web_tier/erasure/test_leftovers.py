"""Outages and crashes in the middle of a deletion: what is left is removed as soon as it can be."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from pipeline.errors import ServiceUnavailable
from pipeline.keys import result_key
from tests.web_tier.erasure.scenes import Somebody, delete, enrolled, found_orphans, recognise, run_chore
from tests.web_tier.erasure.traces import of_embedding, traces
from tests.web_tier.remembering.scenes import answer, new_picture
from tests.web_tier.world import World
from web_tier.erasure.assembly import leftovers_of
from web_tier.erasure.leaving import Call
from web_tier.erasure.leftovers import OWN_SECONDS
from web_tier.erasure.taking_out import take_out_people
from web_tier.models import Leftover, PersonKind
from web_tier.people.locking import locked


@pytest.fixture
def ada(world: World) -> Somebody:
    """Ada, enrolled and seen."""
    ada = enrolled(world, "Ada", 10)
    recognise(world, ada.face())
    return ada


def leftovers(world: World) -> list[Leftover]:
    """Return what is still to be removed."""
    with world.sessions() as session:
        return list(session.scalars(select(Leftover)))


def test_what_an_outage_keeps_is_said_and_removed_after_it(world: World, ada: Somebody) -> None:
    world.output.failure = ServiceUnavailable()
    body = delete(world, f"people/{ada.id}")
    world.output.failure = None

    assert body["pending"] == 2  # results
    assert world.client.get(f"/api/v1/people/{ada.id}").status_code == 404
    world.clock.now += OWN_SECONDS
    run_chore(world, "leftovers")
    assert leftovers(world) == []
    assert traces(world, of_embedding(ada.embedding)) == []
    assert found_orphans(world) == []


def test_a_gallery_that_cannot_be_written_is_pending_too(world: World, ada: Somebody) -> None:
    world.state.failure = ServiceUnavailable()
    body = delete(world, f"people/{ada.id}")
    world.state.failure = None

    assert body["pending"] == 1
    run_chore(world, "galleries")
    assert traces(world, of_embedding(ada.embedding)) == []


def test_a_crash_after_the_rows_are_gone_forgets_nothing(world: World, ada: Somebody) -> None:
    take_out(world, ada, Call(id="crashed", now=world.clock()))
    assert leftovers(world) != []
    assert found_orphans(world) == []  # what is left is known to be

    run_chore(world, "leftovers")
    assert leftovers(world) != []  # whose call may still be at it
    world.clock.now += OWN_SECONDS
    run_chore(world, "leftovers")
    run_chore(world, "galleries")

    assert leftovers(world) == []
    assert traces(world, {**of_embedding(ada.embedding), "crop": ada.crop}) == []
    assert found_orphans(world) == []


def plain(world: World, person: Somebody, file_name: str) -> bytes:
    """Have a new picture of somebody named under this file name; return the picture."""
    picture = new_picture()
    world.worker.knows(picture, answer(replace(person.face(), embedding=None, crop=None), gallery_version=9))
    job_id = world.submit_plain(picture, file_name)
    world.worker.step()
    assert world.job(job_id)["status"] == "done"
    return picture


def test_a_plain_upload_of_hers_goes_with_its_name(world: World, ada: Somebody) -> None:
    plain(world, ada, "portrait.png")

    delete(world, f"people/{ada.id}")

    assert list(world.images.keys()) == []
    assert [key for key in world.output.keys("") if not key.startswith("results/")] == []


def test_a_later_upload_under_the_same_name_stays(world: World, ada: Somebody) -> None:
    bob = enrolled(world, "Bob", 100)
    plain(world, ada, "portrait.png")
    world.clock.now += 1
    later = plain(world, bob, "portrait.png")

    delete(world, f"people/{ada.id}")

    assert world.images.get("portrait.png") == later
    assert world.output.get("portrait") == b"Bob"
    assert found_orphans(world) == []


def test_two_deletions_that_rewrite_the_same_result_at_once_take_both_out(
    world: World, ada: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = enrolled(world, "Bob", 100)
    job_id = recognise(world, bob.face(near=(ada.id,)))
    put = world.output.put

    def delete_bob_first(key: str, data: bytes, content_type: str = "") -> None:
        monkeypatch.setattr(world.output, "put", put)
        delete(world, f"people/{bob.id}")
        put(key, data, content_type)  # which was true when it was read

    monkeypatch.setattr(world.output, "put", delete_bob_first)
    take_out(world, ada, Call(id="ada's", now=world.clock()))
    leftovers_of(world.outside, world.clock).remove("ada's")

    assert bob.id.encode() not in world.output.get(result_key(job_id))
    assert found_orphans(world) == []


def take_out(world: World, person: Somebody, call: Call) -> None:
    """Delete somebody's rows, and no more."""
    with world.sessions.begin() as session:
        collection, row = locked(session, person.id, PersonKind.PERSON)
        take_out_people(session, call, collection, [row])
