"""What comes with the picture in which somebody is searched."""

from dataclasses import dataclass
from typing import Annotated, Any

from flask import Request
from pydantic import Field, TypeAdapter

from pipeline.messages import CollectionName
from web_tier.failures import RequestFailure
from web_tier.form_fields import described_options, validated
from web_tier.orders import DEFAULT_COLLECTION
from web_tier.uploads import form_members

PROBE = "probe"  #: the field with a picture of who is wanted


@dataclass(frozen=True, kw_only=True)
class SearchFields:
    """The form fields or JSON members beside the pictures, options aside."""

    person_id: Annotated[str, Field(description="Who is wanted, instead of a `probe`")] | None = None
    collection: Annotated[
        CollectionName, Field(description="Who the others may be; with `person_id` it is the person's")
    ] = DEFAULT_COLLECTION


_FIELDS = TypeAdapter(SearchFields)


def read_search(request: Request) -> SearchFields:
    """Return whom a request searches. Raises RequestFailure, also where it names nobody or both ways."""
    members = form_members(request)
    has_probe = PROBE in request.files or PROBE in members
    if has_probe and "person_id" in members:
        raise RequestFailure("Who is wanted: send either person_id or a probe.")
    if not has_probe and "person_id" not in members:
        raise RequestFailure("Who is wanted: send person_id or a probe.", code="missing_field")
    return validated(_FIELDS, members)


def described_search() -> dict[str, Any]:
    """Return the JSON schema of each field beside the pictures by its name."""
    return {**described_options(), **_FIELDS.json_schema()["properties"]}
