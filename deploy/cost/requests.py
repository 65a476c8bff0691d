"""How many requests a picture makes, and how many are made while nothing comes.

A test counts the calls of the real web tier and a real worker and compares them with these figures.
"""

from dataclasses import dataclass

from deploy.cost.prices import Prices
from deploy.cost.usage import Load


@dataclass(frozen=True, kw_only=True)
class Requests:
    """Numbers of requests, by what is charged alike."""

    puts: float = 0.0  #: S3: PUT and LIST
    gets: float = 0.0  #: S3: GET
    messages: float = 0.0  #: SQS, any call

    def __add__(self, other: "Requests") -> "Requests":
        return Requests(
            puts=self.puts + other.puts,
            gets=self.gets + other.gets,
            messages=self.messages + other.messages,
        )

    def times(self, number: float) -> "Requests":
        """Return so many times as many."""
        return Requests(puts=self.puts * number, gets=self.gets * number, messages=self.messages * number)

    def usd(self, prices: Prices) -> float:
        """Return what they cost."""
        return self.puts * prices.s3_put + self.gets * prices.s3_get + self.messages * prices.sqs_request


#: The web tier stores the picture and reads the result; the worker reads the picture and writes the result. A
#: look is in vain where an answer takes longer than 0.25 s, as with services that are not next door it may.
#: Two messages: each is sent by one call and received by one, since in steady load they come one by one, and
#: ten are deleted by one call, or what half a second brings.
_ANSWERING = Requests(puts=2, gets=3, messages=4 + 2 * 0.2)
#: A face that becomes a sighting has its picture stored, and somebody new one more.
_REMEMBERED_FACE = Requests(puts=2)

HEARTBEATS_AT_MOST = 1.0  #: a second: between idle and busy a worker says so, once a second at most
#: Intervals, as the settings have them by default; a test compares.
DRAIN_LOOK_SECONDS = 2.0
GALLERY_REFRESH_SECONDS = 5.0
POLL_SECONDS = 2.0
SWEEP_SECONDS = 2.0
GALLERY_SECONDS = 2.0
TICK_SECONDS = 2.0
LEASE_SECONDS = 15.0
_LEASE_RENEWALS = 3  # in that time


def per_image(load: Load) -> Requests:
    """Return the requests that one picture makes."""
    if not load.remembers:
        return _ANSWERING
    return _ANSWERING + _REMEMBERED_FACE.times(load.faces)


def per_worker_second() -> Requests:
    """Return what a worker in steady load says and asks beside its pictures."""
    return Requests(puts=HEARTBEATS_AT_MOST, gets=1 / DRAIN_LOOK_SECONDS + 1 / GALLERY_REFRESH_SECONDS)


def per_web_machine_second(load: Load) -> Requests:
    """Return what a web process asks by itself: dead letters, the queue's depth, and its replies."""
    messages = 1 / POLL_SECONDS + 1 / SWEEP_SECONDS
    if load.images_per_second < 1 / POLL_SECONDS:
        messages += 1 / POLL_SECONDS
    # strangers who came anew are published together: a segment and a manifest
    return Requests(messages=messages, puts=2 / GALLERY_SECONDS if load.remembers else 0.0)


def per_controller_second(workers: int) -> Requests:
    """Return what the controller asks at every tick: depth, lease, heartbeats and drain marks.

    It writes the lease only when it has to. With workers it lists reports and marks, and reads the reports.
    """
    with_workers = Requests(puts=2, gets=workers) if workers else Requests()
    tick = Requests(gets=1, messages=1) + with_workers
    return tick.times(1 / TICK_SECONDS) + Requests(puts=_LEASE_RENEWALS / LEASE_SECONDS)
