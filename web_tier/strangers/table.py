"""Many strangers as rows of a table, so that many faces are compared with all of them at once."""

import numpy as np
from numpy.typing import NDArray

from pipeline.results import Linking
from web_tier.strangers.placing import Cluster, Unit

Distances = NDArray[np.float32]
Units = NDArray[np.float32]  #: shape (k, d)


class ClusterTable:
    """Strangers who come, grow and go. A row keeps its number; who is gone is infinitely far."""

    def __init__(self, *, capacity: int, dimensions: int, linking: Linking) -> None:
        self._linking = linking
        self._centres = np.zeros((capacity, dimensions), dtype=np.float32)
        self._faces = np.zeros(capacity, dtype=np.float32)  # 0: nobody
        self._rows = 0
        self._changes: list[int] = []

    def __getitem__(self, row: int) -> Cluster:
        return Cluster(person_id=str(row), centre=self._centres[row], faces=int(self._faces[row]))

    def add(self, centre: Unit, faces: int) -> int:
        """Take in a stranger and return their row."""
        self._rows += 1
        self.put(self._rows - 1, centre, faces)
        return self._rows - 1

    def put(self, row: int, centre: Unit, faces: int) -> None:
        """Change what is known of a stranger."""
        self._centres[row], self._faces[row] = centre, faces
        self._changes.append(row)

    def drop(self, row: int) -> None:
        """Forget a stranger."""
        self.put(row, self._centres[row], 0)

    def search(self, units: Units) -> "Search":
        """Compare these faces, shape (k, d), with everybody; changes that come later are seen as well."""
        distances = np.full((len(units), self._rows + len(units)), np.inf, dtype=np.float32)
        distances[:, : self._rows] = self.distances(units, np.arange(self._rows))
        return Search(self, units, distances)

    def distances(self, units: Units, rows: NDArray[np.intp]) -> Distances:
        """Return handicapped distances, shape (faces, rows)."""
        faces = self._faces[rows]
        plain = np.sqrt(np.maximum(0, 2 - 2 * units @ self._centres[rows].T))
        handicaps = self._linking.handicap * (1 - 1 / np.maximum(faces, 1))
        return np.where(faces > 0, plain + handicaps, np.float32(np.inf)).astype(np.float32)

    def changed_since(self, moment: int) -> NDArray[np.intp]:
        """Return the rows that changed after this many changes."""
        return np.unique(np.array(self._changes[moment:], dtype=np.intp))

    @property
    def changes(self) -> int:
        """How many changes there were."""
        return len(self._changes)


class Search:
    """Faces compared with a table, which may change from one face to the next, by a row for each at most."""

    def __init__(self, table: ClusterTable, units: Units, distances: Distances) -> None:
        self._table = table
        self._units = units
        self._distances = distances
        self._since = table.changes

    def nearest(self, number: int, count: int, within: float) -> list[int]:
        """Return the rows nearest to a face, nearest first, as they are now; none if nobody is `within`."""
        row, changed = self._distances[number], self._table.changed_since(self._since)
        row[changed] = self._table.distances(self._units[number : number + 1], changed)[0]
        if not row.size or row.min() > within:
            return []
        near = np.argpartition(row, count)[:count] if count < row.size else np.arange(row.size)
        order = near[np.lexsort((near, row[near]))]
        return [int(each) for each in order if np.isfinite(row[each])]
