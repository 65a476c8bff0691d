"""What comes with the two pictures of a comparison."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Request
from pydantic import TypeAdapter

from pipeline.messages import CollectionName, Options
from web_tier.form_fields import described_options, validated
from web_tier.orders import DEFAULT_COLLECTION
from web_tier.uploads import form_members

#: Of each picture; every face of one is a pair with every face of the other.
MOST_FACES = 30


class Pairs(StrEnum):
    """Which faces are compared."""

    LARGEST = "largest"  #: The largest of each picture.
    ALL = "all"  #: Every one with every one.


@dataclass(frozen=True, kw_only=True)
class ComparisonFields:
    """The form fields or JSON members beside the pictures, options aside."""

    collection: CollectionName = DEFAULT_COLLECTION
    pairs: Pairs = Pairs.LARGEST

    def most_faces(self, options: Options) -> int:
        """Return how many faces of each picture are compared."""
        return 1 if self.pairs is Pairs.LARGEST else min(options.max_faces, MOST_FACES)


_FIELDS = TypeAdapter(ComparisonFields)


def read_comparison(request: Request) -> ComparisonFields:
    """Return what a request says beside its options. Raises RequestFailure naming the first wrong field."""
    return validated(_FIELDS, form_members(request))


def described_comparison() -> dict[str, Any]:
    """Return the JSON schema of each field beside the pictures by its name."""
    pairs = {"type": "string", "enum": list(Pairs), "default": Pairs.LARGEST}
    return {**described_options(), **_FIELDS.json_schema()["properties"], "pairs": pairs}
