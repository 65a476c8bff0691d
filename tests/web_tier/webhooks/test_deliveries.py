"""Events reach a real receiver, signed; failures are tried again, then given up; the log tells of all."""

import hashlib
import hmac
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web_tier.webhooks.receiver import Receiver, receiving
from tests.web_tier.world import World
from web_tier.database import Sessions
from web_tier.models import Delivery
from web_tier.settings import WebSettings
from web_tier.webhooks import delivering
from web_tier.webhooks.backoff import MAX_ATTEMPTS, pause_after
from web_tier.webhooks.delivering import AT_ONCE, KEPT_SECONDS, Deliverer
from web_tier.webhooks.recording import Event, record
from web_tier.webhooks.sending import Attempt, Letter, send


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(settings: WebSettings) -> WebSettings:
    return settings.model_copy(update={"webhook_private_addresses": True})


@pytest.fixture
def any_world(sessions: Sessions, settings: WebSettings) -> Iterator[World]:
    world = World(sessions, settings)
    yield world
    world.close()


def deliverer(world: World, *, private: bool = True) -> Deliverer:
    return Deliverer(sessions=world.sessions, clock=world.clock, private=private)


@pytest.fixture
def nobody() -> Iterator[str]:
    """A URL that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"


def hooked(world: World, receiver: Receiver, **fields: Any) -> dict[str, Any]:
    body = {"url": receiver.url, "events": ["sighting", "unknown"], **fields}
    answer = world.client.post("/api/v1/webhooks", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.get_json())


def happen(world: World, event: Event = Event.SIGHTING, collection: str = "default") -> None:
    with world.sessions.begin() as session:
        record(
            session,
            collection=collection,
            event=event,
            data={"sighting": {"source": "door"}},
            person_id=None,
            now=world.clock(),
        )


class Sends:
    """Notes in which order is sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.urls: list[str] = []
        monkeypatch.setattr(delivering, "send", self._send)

    def _send(self, letter: Letter, *, now: float, private: bool) -> Attempt:
        self.urls.append(letter.url)
        return send(letter, now=now, private=private)


def log_of(world: World, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    answer = world.client.get(f"/api/v1/webhooks/{webhook['id']}/deliveries")
    return list(answer.get_json()["items"])


def test_an_event_reaches_the_receiver_with_a_signature_that_it_can_check(
    any_world: World, receiver: Receiver
) -> None:
    webhook = hooked(any_world, receiver)
    happen(any_world)

    deliverer(any_world).step()

    ((headers, body),) = receiver.received
    stamp, signature = (part.partition("=")[2] for part in headers["X-Facefleet-Signature"].split(","))
    expected = hmac.new(webhook["secret"].encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert receiver.payloads[0]["sighting"] == {"source": "door"}
    (entry,) = log_of(any_world, webhook)
    assert (entry["status"], entry["response_status"], entry["attempts"]) == ("delivered", 204, 1)
    assert headers["X-Facefleet-Delivery"] == entry["id"] == receiver.payloads[0]["id"]


def test_nothing_is_sent_twice(any_world: World, receiver: Receiver) -> None:
    hooked(any_world, receiver)
    happen(any_world)

    deliverer(any_world).step()
    deliverer(any_world).step()

    assert len(receiver.received) == 1


def test_only_events_that_were_asked_for_in_that_collection_are_sent(
    any_world: World, receiver: Receiver
) -> None:
    hooked(any_world, receiver, collection="staff")
    happen(any_world, Event.JOB_DONE, "staff")
    happen(any_world, Event.UNKNOWN, "default")
    happen(any_world, Event.UNKNOWN, "staff")

    deliverer(any_world).step()

    assert [payload["event"] for payload in receiver.payloads] == ["unknown"]


def test_a_failed_delivery_is_tried_again_with_longer_and_longer_pauses(
    world: World, receiver: Receiver
) -> None:
    webhook = hooked(world, receiver)
    receiver.status = 500
    happen(world)
    pauses = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        deliverer(world).step()
        assert len(receiver.received) == attempt
        pause = pause_after(attempt) or 0
        world.clock.now += pause - 1
        deliverer(world).step()  # too early
        assert len(receiver.received) == attempt
        world.clock.now += 1
        pauses.append(pause)

    assert pauses[:-1] == sorted(pauses[:-1])
    (entry,) = log_of(world, webhook)
    assert (entry["status"], entry["attempts"], entry["response_status"]) == ("failed", MAX_ATTEMPTS, 500)


def test_a_receiver_that_comes_back_gets_what_it_missed(world: World, receiver: Receiver) -> None:
    hooked(world, receiver)
    receiver.status = 503
    happen(world)
    deliverer(world).step()

    receiver.status = 200
    world.clock.now += 10
    deliverer(world).step()

    assert [payload["event"] for payload in receiver.payloads] == ["sighting", "sighting"]


def test_a_redirect_is_not_followed(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver)
    receiver.status, receiver.headers = 302, {"Location": receiver.url}
    happen(world)

    deliverer(world).step()

    assert len(receiver.received) == 1
    assert log_of(world, webhook)[0]["status"] == "waiting"


def test_an_address_that_is_no_longer_allowed_is_not_connected_to(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver)
    happen(world)

    deliverer(world, private=False).step()

    assert receiver.received == []
    assert log_of(world, webhook)[0]["error"] == "The URL leads into a private network."


def test_two_processes_send_each_delivery_once(any_world: World, receiver: Receiver) -> None:
    hooked(any_world, receiver)
    for _ in range(12):
        happen(any_world)

    threads = [any_world.once(deliverer(any_world).step) for _ in range(2)]
    for thread in threads:
        thread.join()

    assert len({payload["id"] for payload in receiver.payloads}) == len(receiver.received) == 12


def test_a_receiver_that_is_not_there_does_not_keep_others_waiting(
    any_world: World, receiver: Receiver, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked(any_world, receiver, url=nobody)
    for _ in range(30):
        happen(any_world)
    hooked(any_world, receiver)
    happen(any_world)

    sends = Sends(monkeypatch)
    deliverer(any_world).step()

    assert receiver.url in sends.urls[:AT_ONCE]  # in the first round already
    assert len(sends.urls) <= AT_ONCE + 1


def test_while_a_receiver_is_not_there_one_round_is_tried_and_what_comes_next_waits(
    any_world: World, receiver: Receiver, nobody: str
) -> None:
    webhook = hooked(any_world, receiver, url=nobody)
    for _ in range(AT_ONCE + 1):
        happen(any_world)
    deliverer(any_world).step()

    happen(any_world)
    deliverer(any_world).step()

    assert sorted(each["attempts"] for each in log_of(any_world, webhook)) == [0, 0, *[1] * AT_ONCE]


def test_what_was_due_with_a_delivery_that_nobody_ever_took_has_failed_with_it(
    any_world: World, receiver: Receiver, nobody: str
) -> None:
    webhook = hooked(any_world, receiver, url=nobody)
    for _ in range(AT_ONCE + 1):
        happen(any_world)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        deliverer(any_world).step()
        any_world.clock.now += pause_after(attempt) or 0

    assert {each["status"] for each in log_of(any_world, webhook)} == {"failed"}


def test_an_event_that_a_receiver_refuses_does_not_keep_its_others_waiting(
    any_world: World, receiver: Receiver
) -> None:
    hooked(any_world, receiver)
    receiver.status = 400
    happen(any_world)
    deliverer(any_world).step()
    receiver.status = 204
    happen(any_world)

    deliverer(any_world).step()

    assert len(receiver.received) == 2


def test_deleting_a_webhook_deletes_what_waits_for_it(any_world: World, receiver: Receiver) -> None:
    webhook = hooked(any_world, receiver)
    happen(any_world)

    assert any_world.client.delete(f"/api/v1/webhooks/{webhook['id']}").status_code == 204

    deliverer(any_world).step()
    assert receiver.received == []
    with any_world.sessions() as session:
        assert session.query(Delivery).count() == 0


def test_the_log_forgets_after_a_week(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver)
    happen(world)
    deliverer(world).step()

    world.clock.now += KEPT_SECONDS + 1
    deliverer(world).step()

    assert log_of(world, webhook) == []


def test_a_test_event_can_be_sent(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver)

    assert world.client.post(f"/api/v1/webhooks/{webhook['id']}/test").status_code == 202

    deliverer(world).step()
    assert receiver.payloads[0]["event"] == "test"


def test_the_secret_is_answered_once(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver, secret="0123456789abcdef")

    listed = world.client.get("/api/v1/webhooks").get_json()["items"]
    single = world.client.get(f"/api/v1/webhooks/{webhook['id']}").get_json()

    assert webhook["secret"] == "0123456789abcdef"
    assert listed == [single]
    assert "secret" not in single


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "ftp://example.org"}, "invalid_request"),
        ({"url": "http://no-such-host.invalid/"}, "unknown_host"),
        ({"events": []}, "invalid_request"),
        ({"events": ["nonsense"]}, "invalid_request"),
        ({"secret": "short"}, "invalid_request"),
        ({"collection": "../x"}, "invalid_request"),
        ({"more": 1}, "invalid_request"),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(
    world: World, receiver: Receiver, change: dict[str, Any], code: str
) -> None:
    body = {"url": receiver.url, "events": ["sighting"], **change}

    answer = world.client.post("/api/v1/webhooks", json=body)

    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == code


def test_a_private_address_is_refused_at_once_unless_it_is_allowed(
    sqlite_sessions: Sessions, settings: WebSettings, receiver: Receiver
) -> None:
    strict = World(sqlite_sessions, settings.model_copy(update={"webhook_private_addresses": False}))
    try:
        answer = strict.client.post("/api/v1/webhooks", json={"url": receiver.url, "events": ["sighting"]})
    finally:
        strict.close()

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "forbidden_address")


@pytest.mark.parametrize("path", ["/api/v1/webhooks/nobody", "/api/v1/webhooks/nobody/deliveries"])
def test_an_unknown_webhook_is_not_found(world: World, path: str) -> None:
    assert world.client.get(path).status_code == 404
