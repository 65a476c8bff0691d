"""Places faces one after another into a table of strangers, and keeps whose they are."""

from collections.abc import Sequence
from itertools import combinations

from pipeline.gallery import mean_direction
from pipeline.results import Linking
from web_tier.strangers.placing import Cluster, Unit, place, together
from web_tier.strangers.table import ClusterTable, Units

#: How many of the nearest strangers a face is placed among.
CANDIDATES = 4


class Replay:
    """Strangers, by row, as they become known. Two who are anchored never become one."""

    def __init__(self, *, capacity: int, dimensions: int, linking: Linking) -> None:
        self._linking = linking
        self._table = ClusterTable(capacity=capacity, dimensions=dimensions, linking=linking)
        self._anchored: set[int] = set()
        self._refused: dict[int, frozenset[int]] = {}  # the anchored rows that a row's faces are not of
        self.members: dict[int, list[int]] = {}  #: the numbers of a row's faces

    def anchor(self, faces: Sequence[int], units: Units) -> int:
        """Take in somebody who is known to have these faces, and return their row."""
        row = self._start(mean_direction(units), faces, frozenset())
        self._anchored.add(row)
        return row

    def place(self, faces: Sequence[int], units: Units, refused: Sequence[frozenset[int]]) -> None:
        """Place these faces in turn; each is not of the anchored rows that it refuses."""
        search = self._table.search(units)
        for position, (face, not_these) in enumerate(zip(faces, refused, strict=True)):
            near = search.nearest(position, CANDIDATES + len(not_these), self._linking.distance)
            candidates = [row for row in near if row not in not_these][:CANDIDATES]
            rows = self._rows_of(units[position], candidates)
            if rows:
                self._join(rows, units[position], face, not_these)
            else:
                self._start(units[position], [face], not_these)

    def _rows_of(self, unit: Unit, candidates: Sequence[int]) -> list[int]:
        """Return which of the candidates the face is of, who are one now; none if it is of somebody new."""
        clusters = [self._table[row] for row in candidates]
        placement = place(unit, clusters, self._linking, self._apart(candidates))
        return [int(row) for row in (placement.joins, *placement.merges) if row is not None]

    def _start(self, centre: Unit, faces: Sequence[int], not_these: frozenset[int]) -> int:
        row = self._table.add(centre, len(faces))
        self.members[row], self._refused[row] = list(faces), not_these
        return row

    def _join(self, rows: Sequence[int], unit: Unit, face: int, not_these: frozenset[int]) -> None:
        grown = together(self._table[rows[0]], Cluster(person_id="", centre=unit, faces=1))
        for row in rows[1:]:
            grown = together(grown, self._table[row])
        members = [number for row in rows for number in self.members.pop(row)]
        refused = not_these.union(*(self._refused.pop(row) for row in rows))
        kept = next((row for row in rows if row in self._anchored), rows[0])
        for row in rows:
            self._table.drop(row)
        self._table.put(kept, grown.centre, grown.faces)
        self.members[kept], self._refused[kept] = [*members, face], refused

    def _apart(self, rows: Sequence[int]) -> list[tuple[str, str]]:
        """Return which of these rows must not become one."""
        return [(str(one), str(other)) for one, other in combinations(rows, 2) if self._differ(one, other)]

    def _differ(self, one: int, other: int) -> bool:
        anchored = one in self._anchored and other in self._anchored
        return anchored or one in self._refused[other] or other in self._refused[one]
