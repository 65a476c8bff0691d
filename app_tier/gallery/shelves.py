"""Where a worker's galleries lie, as its setting says."""

from collections.abc import Iterator
from contextlib import contextmanager

from app_tier.gallery.catching_up import Shelf
from app_tier.gallery.gallery import Gallery

MEMORY = "memory"


class MemoryShelf:
    """This worker's own memory: nobody else changes it, and `Galleries` holds what there is."""

    def current(self, collection: str, held: Gallery) -> Gallery:
        """Return what the worker holds."""
        return held

    def collections(self) -> tuple[str, ...]:
        """Return no others than the worker holds."""
        return ()

    def drop(self, collection: str) -> None:
        """Keep nothing: nothing is here."""


@contextmanager
def opened_shelf(index: str, embeddings: str) -> Iterator[Shelf]:
    """Open what `FACEFLEET_GALLERY_INDEX` names, for workers whose engines make these embeddings.

    Raises ServiceUnavailable, InvalidSettings.
    """
    if index == MEMORY:
        yield MemoryShelf()
        return
    from app_tier.gallery.pgvector import shelf  # psycopg is loaded by the workers that need it

    with shelf.opened(index, embeddings) as opened:
        yield opened
