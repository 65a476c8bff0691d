"""Images that are not answered by their first and only try: what SQS and the worker make of them."""

from collections import Counter, deque
from functools import partial
from typing import Protocol

import numpy as np

from controller.simulator.agenda import Agenda
from controller.simulator.draws import second_deliveries
from controller.simulator.machine import Machine
from controller.simulator.outages import Outages, Receivers
from controller.simulator.physics import Physics
from controller.simulator.workload import Workload

_NEVER = float("inf")


class Images(Receivers, Protocol):
    """What troubles need of the line."""

    service: list[float]
    answered_at: list[float]
    visible: deque[int]

    def show(self, image: int, now: float) -> None:
        """Make an image visible."""


class Troubles:
    """Poison, outages, second deliveries, lost machines, and the dead-letter queue."""

    def __init__(
        self, images: Images, workload: Workload, physics: Physics, agenda: Agenda, seed: int
    ) -> None:
        self.outages = Outages(images, workload, agenda)
        self.dead: set[int] = set()  #: images in the dead-letter queue
        self.hidden = 0  #: images that nobody holds and that cannot be received yet
        self.returning: Counter[int] = Counter()  #: which they are
        self.duplicated_seconds = 0.0
        self.wasted_seconds = 0.0
        self._images = images
        self._physics = physics
        self._agenda = agenda
        self._received: Counter[int] = Counter()  #: of marked images
        self._poison = frozenset(() if workload.poison is None else np.flatnonzero(workload.poison).tolist())
        self._again_after = second_deliveries(images.service, physics, seed)
        self._delivered_twice: set[int] = set()
        self.marked = bytearray(workload.images)  #: 1 where the line must ask here
        for image in (*self._poison, *self._again_after):
            self.marked[image] = 1

    def begins(self, image: int, now: float) -> bool:
        """Note that a marked image is received; return whether there is work to do on it."""
        if self._is_over(image):
            return False  # the worker finds the result and deletes the message
        if self._received[image] >= self._physics.most_receives:
            self.dead.add(image)
            return False
        self._received[image] += 1
        again_after = self._again_after.pop(image, None)
        if again_after is not None:
            self._delivered_twice.add(image)
            self._comes_back(image, now + again_after)
        return True

    def ends(self, image: int, machine: Machine, now: float) -> None:
        """End a try of a marked image, or of any during an outage."""
        self._mark(image)
        if self.outages.now:
            self.outages.pause(machine, now)
        if self.outages.now or image in self._poison:
            self._fails(image, machine, now)
            return
        machine.did(self._images.service[image])
        if self._is_over(image):
            self.duplicated_seconds += self._images.service[image]
        else:
            self._images.answered_at[image] = now
            self._delete_second_delivery(image)

    def lost(self, image: int, began: float, now: float) -> None:
        """End a try by the death of its machine."""
        self._mark(image)
        self.duplicated_seconds += now - began
        if not self._is_over(image):
            extended_at = now - (now - began) % self._physics.extended_every
            self._comes_back(image, extended_at + self._physics.visibility_seconds)

    def _fails(self, image: int, machine: Machine, now: float) -> None:
        machine.returned += 1
        machine.work_seconds += self._images.service[image]
        self.wasted_seconds += self._images.service[image]
        if not self._is_over(image):
            self._comes_back(image, now + self._hidden_seconds(image))

    def _delete_second_delivery(self, image: int) -> None:
        if image in self._delivered_twice and image in self._images.visible:
            self._images.visible.remove(image)

    def _hidden_seconds(self, image: int) -> float:
        """Return how long production's worker hides a request that failed (app_tier/returning.py)."""
        tries = self._received[image]
        if image not in self._poison:
            return min(4.0 ** (tries - 1), 300.0)
        return 0.0 if tries >= self._physics.most_receives else min(2.0 ** (tries - 1) - 1, 30.0)

    def _comes_back(self, image: int, when: float) -> None:
        self.hidden += 1
        self.returning[image] += 1
        self._agenda.at(when, partial(self._is_visible_again, image))

    def _is_visible_again(self, image: int, now: float) -> None:
        self.hidden -= 1
        self.returning[image] -= 1
        if not self._is_over(image):
            self._images.show(image, now)

    def _mark(self, image: int) -> None:
        if not self.marked[image]:
            self.marked[image] = 1
            self._received[image] = 1

    def _is_over(self, image: int) -> bool:
        return self._images.answered_at[image] < _NEVER or image in self.dead
