"""What a face costs that nobody knows: it is placed among the strangers who were seen before."""

from dataclasses import dataclass
from functools import partial
from statistics import median

import numpy as np

from app_tier.calibration import Calibration
from benchmarks.search.crowd import MODEL, Crowd, templates
from benchmarks.search.loading import Growing
from benchmarks.search.publishing import segments_of
from benchmarks.search.timing import milliseconds
from pipeline.gallery import Embedding, Segment, Templates, no_ids, pack_ids, unpack_ids
from pipeline.results import Linking
from web_tier.strangers.placing import Cluster, Placement, place, together

_FACES = 100
_CANDIDATES = 4  #: as a worker names them


@dataclass(frozen=True, kw_only=True)
class Clustering:
    """Figures of so many strangers."""

    strangers: int
    ms_per_new_face: float  #: searched for, placed, and its stranger's template taken into the gallery
    search_ms: float  #: of it, the search


def measure_clustering(crowd: Crowd, calibration: Calibration, count: int) -> Clustering:
    """Place new faces among so many strangers, half of them of strangers who were seen before."""
    rng = np.random.default_rng(count)
    people = templates(crowd.people(count, rng), rng, strangers=True)
    seen = people.centres[rng.integers(0, count, _FACES // 2)]
    faces = np.concatenate([crowd.pictures(seen, rng), crowd.people(_FACES // 2, rng)])
    strangers = Strangers(people, calibration.linking(count))
    return Clustering(
        strangers=count,
        search_ms=median(milliseconds(partial(strangers.candidates, face)) for face in faces),
        ms_per_new_face=median(
            milliseconds(partial(strangers.take_in, face, f"{number:032x}"))
            for number, face in enumerate(faces)
        ),
    )


class Strangers:
    """Strangers as the web tier's table has them, and the worker's gallery of them."""

    def __init__(self, people: Templates, linking: Linking) -> None:
        self._linking = linking
        self._clusters = {
            person_id: Cluster(person_id=person_id, centre=centre, faces=int(faces))
            for person_id, centre, faces in zip(
                unpack_ids(people.ids), people.centres, people.faces, strict=True
            )
        }
        self._growing = Growing()
        self._growing.take(segments_of(people))

    def candidates(self, face: Embedding) -> list[Cluster]:
        """Return the strangers nearest to a face."""
        (found,) = self._growing.gallery.nearest_strangers(face[None], _CANDIDATES, self._linking.handicap)
        return [self._clusters[each.person_id] for each in found]

    def take_in(self, face: Embedding, new_id: str) -> None:
        """Add a face to the stranger whose it is, or as a new one's."""
        placement = place(face, self.candidates(face), self._linking)
        grown = Cluster(person_id=placement.joins or new_id, centre=face, faces=1)
        for person_id in _same(placement):
            grown = together(self._clusters.pop(person_id), grown)
        self._clusters[grown.person_id] = grown
        version = self._growing.gallery.version + 1
        self._growing.take([_segment(version, grown, placement)])


def _same(placement: Placement) -> tuple[str, ...]:
    """Return who is one with the face, the one who keeps their id last."""
    return (*placement.merges, placement.joins) if placement.joins else ()


def _segment(version: int, grown: Cluster, placement: Placement) -> Segment:
    template = Templates(
        model=MODEL,
        ids=pack_ids([grown.person_id]),
        strangers=np.array([True]),
        faces=np.array([grown.faces], dtype=np.uint16),
        centres=grown.centre[None],
        veto_ids=no_ids(),
        vetoes=np.empty((0, len(grown.centre)), dtype=np.float32),
    )
    removed = pack_ids(placement.merges)
    return Segment(first=version, last=version, templates=(template,), removed=removed)
