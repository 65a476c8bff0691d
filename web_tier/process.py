"""The life of a web process beside its requests: threads that start with it, and an orderly end."""

import os
import threading

from pipeline.errors import FacefleetError
from pipeline.logs import get_logger
from web_tier.background import Loop
from web_tier.composition import WebTier

log = get_logger()

PROCESS = "facefleet_process"  #: its key in `app.extensions`
#: Longer than a poll, since a thread notices the end when its poll returns.
JOIN_SECONDS = 5


class Process:
    """Starts and stops what runs beside the requests."""

    def __init__(self, web: WebTier) -> None:
        self._web = web
        self._parent = os.getppid()
        self._background = web.background(Loop("parent", self._watch_parent, pause_seconds=1))

    def start(self) -> None:
        """Start the threads."""
        self._background.start()
        log.info("web process started", reply_queue=self._web.services.settings.reply_queue_id)

    def drain(self) -> None:
        """Let the waiting requests wait a little longer, then have them answered as they stand."""
        seconds = self._web.services.settings.drain_seconds
        timer = threading.Timer(seconds, self._web.inbox.close)
        timer.daemon = True
        timer.start()

    def stop(self) -> None:
        """Stop the threads and remove this process's response queue."""
        self._web.inbox.close()
        self._background.stop(JOIN_SECONDS)
        try:
            self._web.reply_queues.close()
        except FacefleetError as error:  # another process removes it later
            log.warning("the reply queue could not be removed", reason=str(error))
        log.info("web process stopped")

    def _watch_parent(self) -> None:
        """End the waiting where gunicorn's master was killed: a process that waits on would hold the port."""
        if os.getppid() != self._parent:
            self._web.inbox.close()
