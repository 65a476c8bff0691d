"""Whose a face of a result document is by now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.outcomes import Verdict
from pipeline.results import Match


@dataclass(frozen=True, kw_only=True)
class Whose:
    """A person, a stranger, or nobody who is remembered."""

    verdict: Verdict
    person_id: str | None = None  #: somebody with a name
    unknown_id: str | None = None  #: who was a stranger when the face was seen, or became one again


def whose_is(index: int, match: Match, owners: Mapping[int, str | None], names: Mapping[str, str]) -> Whose:
    """Return whose a face is: what was found, unless merging, naming or a correction said more since.

    The verdict stays what was found, unless the face was taken from whom it was found to be.
    """
    if index not in owners:
        return Whose(verdict=match.verdict, person_id=match.person_id)
    owner = owners[index]
    named = owner if owner in names else None
    if match.person_id is None:
        return Whose(verdict=match.verdict, person_id=named, unknown_id=owner)
    if named is not None:
        return Whose(verdict=match.verdict, person_id=named)
    return Whose(verdict=Verdict.UNKNOWN, unknown_id=owner)
