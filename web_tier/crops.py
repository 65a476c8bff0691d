"""The pictures of faces, in the state bucket."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, union_all

from pipeline.errors import ObjectMissing, ServiceUnavailable
from pipeline.keys import owner_of_crop
from pipeline.logs import get_logger
from pipeline.store import ObjectStore
from web_tier.consequences import Crop
from web_tier.database import Sessions
from web_tier.failures import NotFound
from web_tier.models import Face, Sighting

log = get_logger()

JPEG = "image/jpeg"

#: Made once: putting a statement together costs more than executing it.
_OWNED = union_all(
    *(select(each.crop_key).where(each.id.in_(bindparam("ids", expanding=True))) for each in (Face, Sighting))
)


class Crops:
    """Reads and writes crops."""

    def __init__(self, state: ObjectStore, sessions: Sessions) -> None:
        self._state = state
        self._sessions = sessions

    def read(self, key: str | None) -> bytes:
        """Return a crop, a JPEG. Raises NotFound where there is none."""
        try:
            return self._state.get(key or "")
        except ObjectMissing as error:
            raise NotFound("There is no picture of this face.") from error

    def put(self, crops: Iterable[Crop], *, job_id: str) -> None:
        """Write crops; where the bucket does not answer they are lost, which costs a picture only."""
        written = []
        try:
            for crop in crops:
                self._state.put(crop.key, crop.jpeg, JPEG)
                written.append(crop.key)
            for key in self._unowned(written):  # deleted meanwhile: who did that may have looked here before
                self._state.delete(key)
        except ServiceUnavailable as error:
            log.warning("crops were not stored", job_id=job_id, reason=str(error))

    def _unowned(self, keys: Sequence[str]) -> set[str]:
        """Return which of these are of no face and no sighting."""
        if not keys:
            return set()
        owners = {"ids": [owner_of_crop(key) for key in keys]}
        with self._sessions() as session:
            return set(keys).difference(session.scalars(_OWNED, owners))
