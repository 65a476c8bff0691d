"""Too much work: refused at the door with 503, before anything is accepted."""

import pytest

from tests.waiting import wait_until
from tests.web_tier.world import World, picture
from web_tier.backlog import Seats
from web_tier.database import Sessions
from web_tier.failures import Overloaded
from web_tier.settings import WebSettings


def test_seats_are_given_back() -> None:
    seats = Seats(1)
    with seats.taken(), pytest.raises(Overloaded), seats.taken():
        pass

    with seats.taken():
        pass


def test_one_waiting_request_too_many_is_refused_and_leaves_no_job(
    sqlite_sessions: Sessions, settings: WebSettings
) -> None:
    world = World(sqlite_sessions, settings.model_copy(update={"max_waiting": 1}))
    world.once(lambda: world.post(picture(), wait=10))
    wait_until(lambda: world.web.inbox.waiting() == 1, seconds=10)

    refused = world.post(picture(), wait=10)
    not_waiting = world.post(picture(), wait=0)

    assert (refused.status_code, refused.get_json()["error"]["code"]) == (503, "overloaded")
    assert refused.headers["Retry-After"] == "5"
    assert not_waiting.status_code == 202
    world.web.inbox.close()
    world.close()


def test_a_full_backlog_refuses_until_jobs_end(sqlite_sessions: Sessions, settings: WebSettings) -> None:
    world = World(sqlite_sessions, settings.model_copy(update={"max_backlog": 1}))
    world.post(picture(), wait=0)
    world.clock.now += 2

    refused = world.post(picture(), wait=0)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (503, "overloaded")

    world.worker.step()
    world.web.inbox.step()
    world.clock.now += 2
    assert world.post(picture(), wait=0).status_code == 202
    world.close()
