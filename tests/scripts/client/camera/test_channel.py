"""Between capturing and sending there are never more than a few frames."""

import threading

import pytest

from scripts.client.camera.channel import Channel
from scripts.client.camera.frames import Chosen
from tests.scripts.client.camera.pictures import frame


def chosen(number: int) -> Chosen:
    """Return a numbered frame."""
    return Chosen(frame=frame(str(number)), is_wanted=True)


def taken(channel: Channel) -> list[str]:
    """Take everything that is there."""
    names = []
    while (each := channel.take(0)) is not None:
        names.append(each.frame.name)
    return names


def test_a_camera_loses_its_oldest_frames_to_a_slow_service() -> None:
    channel = Channel(capacity=2)

    for number in range(5):
        channel.offer(chosen(number))

    assert taken(channel) == ["3", "4"]
    assert channel.dropped == 3


def test_a_film_waits_for_room_and_loses_nothing() -> None:
    channel = Channel(capacity=2)
    ending = threading.Event()

    def play() -> None:
        for number in range(50):
            channel.put(chosen(number), ending)
        channel.close()

    threading.Thread(target=play, daemon=True).start()
    names = []
    while not channel.is_ended:
        if each := channel.take(5):
            names.append(each.frame.name)

    assert names == [str(number) for number in range(50)]
    assert channel.dropped == 0


def test_a_film_that_waits_is_let_go_at_the_end() -> None:
    channel = Channel(capacity=1)
    channel.offer(chosen(0))
    ending = threading.Event()
    ending.set()

    channel.put(chosen(1), ending)

    assert taken(channel) == ["0", "1"]


def test_what_went_wrong_with_the_source_is_raised_after_its_last_frame() -> None:
    channel = Channel(capacity=2)
    channel.offer(chosen(0))
    channel.close(OSError("unplugged"))

    assert channel.take(1) is not None
    with pytest.raises(OSError, match="unplugged"):
        channel.take(1)
