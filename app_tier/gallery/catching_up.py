"""Keeps the galleries a worker needs, each at least at the version that a request names."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from app_tier.gallery.gallery import Gallery
from app_tier.gallery.index import MemoryGallery
from app_tier.gallery.reading import Changes, GalleryUnavailable, read_changes, read_manifest
from app_tier.setbacks import Setbacks
from pipeline.errors import FacefleetError, ObjectMissing
from pipeline.logs import get_logger
from pipeline.store import ObjectStore

__all__ = ["Galleries", "GalleryUnavailable", "Shelf"]

log = get_logger()


class Shelf(Protocol):
    """Where galleries lie: in this worker's memory, or in tables that many workers share."""

    def current(self, collection: str, held: Gallery) -> Gallery:
        """Return the collection as it lies here: `held`, or what another worker made of it since."""

    def collections(self) -> Collection[str]:
        """Return which collections lie here, beside those that this worker holds itself."""

    def drop(self, collection: str) -> None:
        """Keep nothing of a collection."""


@dataclass
class _Held:
    gallery: Gallery = field(default_factory=MemoryGallery)  # nobody, at version 0
    catching_up: threading.Lock = field(default_factory=threading.Lock)


class Galleries:
    """Every collection's newest snapshot; searches never wait for a catch-up they do not need."""

    def __init__(self, *, store: ObjectStore, shelf: Shelf, embeddings: str) -> None:
        self._store = store
        self._shelf = shelf
        self._embeddings = embeddings
        self._held: dict[str, _Held] = {}
        self._refreshing = Setbacks("refreshing galleries")

    def at_least(self, collection: str, version: int) -> Gallery:
        """Return the collection at `version` or newer. Raises GalleryUnavailable, ServiceUnavailable."""
        held = self._held.setdefault(collection, _Held())
        if held.gallery.version < version:
            with held.catching_up:
                held.gallery = self._caught_up(held.gallery, collection, version)
        return held.gallery

    def refresh(self) -> None:
        """Follow what was published of every collection that is here; failures are logged, not raised.

        So people who were deleted leave an idle worker's memory too, and deleted collections altogether.
        """
        with self._refreshing.survived():
            collections = {*tuple(self._held), *self._shelf.collections()}
            failures = [each for each in map(self._failure, sorted(collections)) if each]
            if failures:
                raise ExceptionGroup("some galleries could not be refreshed", failures)

    def _failure(self, collection: str) -> FacefleetError | None:
        try:
            self._refresh(collection)
        except FacefleetError as error:  # the other collections' turn comes all the same
            return error
        return None

    def _refresh(self, collection: str) -> None:
        known = self._current(collection).version
        published = self._published(collection)
        if published is None or published < known:  # deleted, and perhaps made anew under its name
            self._shelf.drop(collection)
            self._held.pop(collection, None)
        elif published > known:
            self.at_least(collection, published)

    def _current(self, collection: str) -> Gallery:
        held = self._held.setdefault(collection, _Held())
        with held.catching_up:
            held.gallery = self._shelf.current(collection, held.gallery)
        return held.gallery

    def _published(self, collection: str) -> int | None:
        try:
            return read_manifest(self._store, collection).version
        except ObjectMissing:
            return None

    def _caught_up(self, held: Gallery, collection: str, version: int) -> Gallery:
        known = self._shelf.current(collection, held)
        if known.version >= version:  # another thread or another worker was quicker
            return known
        changes = read_changes(self._store, collection, known=known.version, wanted=version)
        gallery = known.after(changes.segments, changes.version, self._embeddings)
        if gallery.foreign > known.foreign:
            self._warn_of_others(collection, gallery, changes)
        return gallery

    def _warn_of_others(self, collection: str, gallery: Gallery, changes: Changes) -> None:
        models = {templates.model for segment in changes.segments for templates in segment.templates}
        log.warning(
            "people of whom there are only another model's embeddings are left out of the gallery",
            collection=collection,
            people=gallery.foreign,
            embeddings=sorted(models - {self._embeddings}),
            engine=self._embeddings,
        )
