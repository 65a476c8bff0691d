"""What workers read of a gallery."""

import numpy as np
from numpy.typing import NDArray

from pipeline.gallery import MANIFEST_CODEC, Templates, decode_segment, unpack_ids
from pipeline.keys import manifest_key, segment_key
from pipeline.store import ObjectStore
from pipeline.stores.memory import MemoryStore
from web_tier.database import Sessions
from web_tier.gallery.publishing import GalleryPublisher


class PublishedGallery:
    """A collection's gallery as it is in a bucket."""

    def __init__(self, state: ObjectStore, collection: str = "default") -> None:
        self.people: dict[str, tuple[bool, int]] = {}  #: by id: whether a stranger, and of how many faces
        self.centres: dict[str, NDArray[np.float32]] = {}
        self.vetoes: dict[str, list[list[float]]] = {}
        manifest = MANIFEST_CODEC.decode(state.get(manifest_key(collection)))
        for entry in manifest.segments:
            segment = decode_segment(state.get(segment_key(collection, entry.first, entry.last)))
            self._drop(unpack_ids(segment.removed))
            for templates in segment.templates:
                self._add(templates)

    def _drop(self, ids: list[str]) -> None:
        for person_id in ids:
            self.people.pop(person_id, None)
            self.centres.pop(person_id, None)
            self.vetoes.pop(person_id, None)

    def _add(self, templates: Templates) -> None:
        ids = unpack_ids(templates.ids)
        for row, person_id in enumerate(ids):
            self.people[person_id] = (bool(templates.strangers[row]), int(templates.faces[row]))
            self.centres[person_id] = templates.centres[row]
            self.vetoes[person_id] = []
        for person_id, veto in zip(unpack_ids(templates.veto_ids), templates.vetoes, strict=True):
            self.vetoes[person_id].append(veto.tolist())


def published(sessions: Sessions, collection: str = "default") -> PublishedGallery:
    """Return a gallery after the first publishing of all that has changed, strangers too."""
    return published_to(MemoryStore(), sessions, collection)


def published_to(state: ObjectStore, sessions: Sessions, collection: str = "default") -> PublishedGallery:
    """The same, where it was published to this bucket before."""
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(collection)
    publisher.step()
    return PublishedGallery(state, collection)
