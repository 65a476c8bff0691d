"""The camera client's two loops: one captures and chooses, the other sends and reports."""

import threading
from collections.abc import Callable
from typing import Protocol

from scripts.client.camera.channel import Channel
from scripts.client.camera.frames import Chosen, Frame
from scripts.client.camera.relay import Relay, Seen
from scripts.client.camera.sources import Source

_LOOK_SECONDS = 0.1


class Choice(Protocol):
    """Decides which frames are sent."""

    def wants(self, frame: Frame) -> bool:
        """Whether the frame is to be sent."""


def capture(
    source: Source, choice: Choice, channel: Channel, *, keep_unwanted: bool, ending: threading.Event
) -> None:
    """Put a source's frames into the channel until it ends; an error goes there too."""
    try:
        for frame in source.frames(ending):
            chosen = Chosen(frame=frame, is_wanted=choice.wants(frame))
            if not (chosen.is_wanted or keep_unwanted):
                continue
            if source.is_live:
                channel.offer(chosen)
            else:
                channel.put(chosen, ending)
    except BaseException as error:  # raised again in the thread that takes the frames
        channel.close(error)
    else:
        channel.close()


class Watch:
    """Sends what comes through the channel.

    `show` gets each frame that comes, with what the service said of it or None; `report` gets each answer.
    """

    def __init__(
        self,
        channel: Channel,
        relay: Relay,
        *,
        show: Callable[[Frame, Seen | None], None],
        report: Callable[[Seen], None],
        patience_seconds: float,
    ) -> None:
        self._channel = channel
        self._relay = relay
        self._show = show
        self._report = report
        self._patience_seconds = patience_seconds

    def follow_live(self, stop: threading.Event) -> None:
        """Send frames until `stop`; while the server is away they go to disk, as do those left at the end."""
        while not stop.is_set() and not self._is_over:
            was_late = self._catch_up()
            self._pass_on(0.0 if was_late else _LOOK_SECONDS)
        while (chosen := self._channel.take(0)) is not None:
            if chosen.is_wanted:
                self._relay.keep(chosen.frame.shot())

    def follow_recording(self, stop: threading.Event) -> None:
        """Send frames until the recording ends; it waits while the server is away, up to the patience."""
        while not stop.is_set() and not self._is_over and not self._is_out_of_patience:
            if self._relay.kept == 0:
                self._pass_on(_LOOK_SECONDS)
            elif not self._catch_up():
                stop.wait(_LOOK_SECONDS)

    @property
    def _is_over(self) -> bool:
        return self._channel.is_ended and (self._relay.kept == 0 or self._is_out_of_patience)

    @property
    def _is_out_of_patience(self) -> bool:
        return self._relay.away_seconds > self._patience_seconds

    def _catch_up(self) -> bool:
        seen = self._relay.catch_up()
        if seen:
            self._report(seen)
        return seen is not None

    def _pass_on(self, timeout_seconds: float) -> None:
        chosen = self._channel.take(timeout_seconds)
        if chosen is None:
            return
        seen = self._relay.send(chosen.frame.shot()) if chosen.is_wanted else None
        if seen:
            self._report(seen)
        self._show(chosen.frame, seen)
