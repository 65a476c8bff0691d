"""A finished picture whose faces are to be remembered."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.gallery import Embedding, unit
from pipeline.results import JobResult
from web_tier.models import Collection, Job


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What the parts of remembering need to know of it."""

    job: Job
    result: JobResult
    collection: Collection  #: locked
    now: float

    @property
    def model(self) -> str:
        """What the embeddings are called; those of other names are not comparable."""
        return self.result.model.embeddings if self.result.model else ""

    @cached_property
    def units(self) -> dict[int, Embedding]:
        """The faces' embeddings, scaled to length one, by index; without those that the worker left out."""
        return {
            index: unit(np.asarray(face.embedding, dtype=np.float32))
            for index, face in enumerate(self.result.faces)
            if face.embedding is not None
        }
