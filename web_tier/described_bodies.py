"""Which bodies the routes read that read them by hand: pictures, and what comes beside them."""

from collections.abc import Sequence
from typing import Any

from web_tier.comparison_fields import described_comparison
from web_tier.enrolment.wish import EarlierWish, EnrolmentWish
from web_tier.form_fields import described_fields, described_options
from web_tier.search_fields import PROBE, described_search

_PICTURE = {"type": "string", "format": "binary"}
_BASE64 = {"type": "string", "description": "base64, or a data URL"}


def describe_bodies(paths: dict[str, Any]) -> None:
    """Add the bodies to the operations of an OpenAPI document."""
    _describe(paths["/"]["post"], ["inputFile"], {})
    _describe(paths["/upload"]["post"], ["myfile"], {})
    _describe(paths["/api/v1/recognitions"]["post"], ["image"], described_fields())
    _describe(paths["/api/v1/comparisons"]["post"], ["source", "target"], described_comparison())
    _describe(paths["/api/v1/searches"]["post"], ["image"], described_search(), optional=[PROBE])
    _describe(paths["/api/v1/crops"]["post"], ["image"], _crops())
    enrolment = paths["/api/v1/people/{person_id}/faces"]["post"]
    _describe(enrolment, ["image"], _properties(EnrolmentWish))
    _allow_instead(enrolment, _properties(EarlierWish), ["job_id"])


def _crops() -> dict[str, Any]:
    return {**described_options(), "collection": described_fields()["collection"]}


def _properties(model: type[EnrolmentWish]) -> dict[str, Any]:
    described: dict[str, Any] = model.model_json_schema()["properties"]
    return described


def _describe(
    operation: dict[str, Any], pictures: Sequence[str], others: dict[str, Any], optional: Sequence[str] = ()
) -> None:
    """`optional` are pictures that need not be sent."""
    fields = [*pictures, *optional]
    operation["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": _body({**dict.fromkeys(fields, _PICTURE), **others}, pictures),
            "application/json": _body({**dict.fromkeys(fields, _BASE64), **others}, pictures),
        },
    }


def _allow_instead(operation: dict[str, Any], members: dict[str, Any], required: Sequence[str]) -> None:
    """Add another form that the JSON body may have."""
    json_body = operation["requestBody"]["content"]["application/json"]
    json_body["schema"] = {"oneOf": [json_body["schema"], _body(members, required)["schema"]]}


def _body(properties: dict[str, Any], required: Sequence[str]) -> dict[str, Any]:
    return {"schema": {"type": "object", "properties": properties, "required": list(required)}}
