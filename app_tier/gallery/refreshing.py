"""Refreshes a worker's galleries again and again, whether or not requests come."""

import threading

from app_tier.gallery.catching_up import Galleries


class Refresher:
    """Follows what is published, for a thread of its own."""

    def __init__(self, galleries: Galleries, every_seconds: float) -> None:
        self._galleries = galleries
        self._every_seconds = every_seconds

    def run(self, stop: threading.Event) -> None:
        """Refresh until `stop`."""
        while not stop.is_set():
            self._galleries.refresh()
            stop.wait(self._every_seconds)
