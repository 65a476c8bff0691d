"""A hundred clients at once, over real connections, before there is any worker."""

import threading
from concurrent.futures import ThreadPoolExecutor

import requests
from werkzeug.serving import make_server

from tests.waiting import wait_until
from tests.web_tier.world import World, picture

CLIENTS = 100


def test_a_hundred_simultaneous_uploads_are_all_answered_although_the_worker_comes_last(
    any_world: World,
) -> None:
    server = make_server("127.0.0.1", 0, any_world.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()

    def upload(number: int) -> tuple[int, str]:
        files = {"inputFile": (f"test_{number:02}.png", picture())}
        answer = requests.post(f"http://127.0.0.1:{server.port}/", files=files, timeout=60)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(CLIENTS) as crowd:
        answers = [crowd.submit(upload, number) for number in range(CLIENTS)]
        wait_until(lambda: any_world.web.inbox.waiting() == CLIENTS, seconds=60)
        any_world.start()
        got = [answer.result() for answer in answers]

    server.shutdown()
    serving.join()
    server.server_close()
    assert got == [(200, f"test_{number:02}:unknown") for number in range(CLIENTS)]
    assert any_world.requests.depth().backlog == 0
    assert any_world.replies.queues["test"].depth().visible == 0
    assert len(list(any_world.output.keys())) == CLIENTS
