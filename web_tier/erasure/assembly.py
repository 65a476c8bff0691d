"""Connects what removes objects from the buckets."""

from collections.abc import Callable

from web_tier.erasure.documents import DocumentCleaner
from web_tier.erasure.leftovers import Leftovers
from web_tier.outside import Outside
from web_tier.result_documents import ResultDocuments


def leftovers_of(outside: Outside, clock: Callable[[], float]) -> Leftovers:
    """Return what works off the leftovers of this service."""
    documents = ResultDocuments(output=outside.output, state=outside.state)
    return Leftovers(outside, DocumentCleaner(outside.sessions, documents), clock)
