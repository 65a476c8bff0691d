"""The life of a web process: its server's settings, its threads, its end."""

import os
import socket
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from scripts.local.ports import free_port
from tests.waiting import wait_until
from tests.web_tier.world import World, picture
from tests.without_credentials import NO_CREDENTIALS
from web_tier.process import Process
from web_tier.server import SILENCE_SECONDS, options
from web_tier.settings import WebSettings

ROOT = Path(__file__).parents[2]


def test_there_are_threads_left_when_all_seats_are_taken(settings: WebSettings) -> None:
    chosen = options(settings)

    assert chosen["threads"] > settings.max_waiting
    assert chosen["worker_connections"] > chosen["threads"]
    assert (chosen["bind"], chosen["workers"]) == ("127.0.0.1:8000", 1)


def test_a_client_that_stops_in_the_middle_holds_no_thread_for_good(settings: WebSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        options(settings)["when_ready"](SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            longest = accepted.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.calcsize("ll"))

    assert struct.unpack("ll", longest) == (SILENCE_SECONDS, 0)


def test_wrong_settings_are_all_listed_and_the_status_is_2() -> None:
    wrong = {"FACEFLEET_PORT": "none", "FACEFLEET_MAX_SIDE": "-1"}

    finished = subprocess.run(
        [sys.executable, "-m", "web_tier"],
        cwd=ROOT,
        env={**os.environ, **wrong},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert finished.returncode == 2
    assert all(name in finished.stderr for name in wrong)


def test_without_credentials_it_ends_and_says_so_in_one_line() -> None:
    without = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}

    finished = subprocess.run(
        [sys.executable, "-m", "web_tier"],
        cwd=ROOT,
        env={**without, **NO_CREDENTIALS, "FACEFLEET_PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert finished.returncode > 0
    assert "There are no AWS credentials, neither keys nor a role of this machine.\n" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_process_works_in_the_background_until_it_stops(world: World) -> None:
    process = Process(world.web)
    process.start()
    world.run(world.worker.step)
    assert world.post(picture()).status_code == 200

    process.stop()

    assert world.replies.queues == {}, "its response queue goes with it"


def test_a_draining_process_answers_those_who_wait(world: World) -> None:
    answers: list[int] = []
    waiting = world.once(lambda: answers.append(world.post(picture(), wait=60).status_code))
    wait_until(lambda: world.web.inbox.waiting() == 1, seconds=10)

    Process(world.web).drain()
    waiting.join(10)

    assert answers == [202]
