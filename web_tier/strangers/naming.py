"""Gives strangers who were sorted anew the ids that most of their faces had, so that ids last. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence


def names(
    members: Mapping[int, Sequence[int]],
    given: Mapping[int, str],
    before: Sequence[str],
    new_id: Callable[[], str],
) -> dict[int, str]:
    """Return an id for each row of `members`, which says whose faces (numbers) are whose; no id twice.

    `given` are the rows whose ids are settled, `before` says whose each face was. An id goes where most of
    its faces went, unless it is settled; who is left gets a new one.
    """
    named, taken = dict(given), set(given.values())
    for _, person, row in sorted(_shares(members, before)):
        if row not in named and person not in taken:
            named[row] = person
            taken.add(person)
    return {row: named[row] if row in named else new_id() for row in members}


def _shares(members: Mapping[int, Sequence[int]], before: Sequence[str]) -> list[tuple[int, str, int]]:
    """Return how many faces of whom are in which row, most first when sorted."""
    return [
        (-count, person, row)
        for row, faces in members.items()
        for person, count in Counter(before[number] for number in faces).items()
    ]
