"""Removes what a check found, as far as that is safe: objects and exports, never rows."""

from collections.abc import Sequence

from pipeline.keys import GALLERIES_PREFIX
from scripts.orphans.buckets import RESULTS_PREFIX, RESULTS_SUFFIX
from scripts.orphans.documents import NO_JOB
from scripts.orphans.findings import Orphan, Place
from scripts.orphans.galleries import UNLISTED
from web_tier.erasure.documents import DocumentCleaner
from web_tier.outside import Outside
from web_tier.result_documents import ResultDocuments


class Removal:
    """Removes orphans. What it leaves, the next check finds again."""

    def __init__(self, outside: Outside) -> None:
        documents = ResultDocuments(output=outside.output, state=outside.state)
        self._cleaner = DocumentCleaner(outside.sessions, documents)
        self._stores = {
            Place.INPUT: outside.images,
            Place.OUTPUT: outside.output,
            Place.STATE: outside.state,
        }
        self._sink = outside.sink

    def remove(self, orphans: Sequence[Orphan]) -> None:
        """Remove each. Raises ServiceUnavailable."""
        for orphan in orphans:
            if orphan.place is Place.INFLUXDB:
                self._sink.forget(orphan.key)
            elif store := self._stores.get(orphan.place):
                if _is_of_a_job(orphan):
                    self._cleaner.clean(orphan.key.removeprefix(RESULTS_PREFIX).removesuffix(RESULTS_SUFFIX))
                elif not _is_in_use(orphan):
                    store.delete(orphan.key)


def _is_of_a_job(orphan: Orphan) -> bool:
    return orphan.key.startswith(RESULTS_PREFIX) and orphan.reason != NO_JOB


def _is_in_use(orphan: Orphan) -> bool:
    return orphan.key.startswith(GALLERIES_PREFIX) and orphan.reason != UNLISTED
