"""Describes the interface at `/openapi.json`, and shows it at `/docs` without any network."""

from typing import Any

import swagger_ui_bundle
from apiflask import APIFlask
from flask import Blueprint, Response, send_from_directory

from web_tier.described_bodies import describe_bodies
from web_tier.described_errors import describe_errors

#: The bundled page shows no newer version.
OPENAPI_VERSION = "3.0.3"
_ASSETS = "/docs/assets"


def set_up(app: APIFlask) -> None:
    """Describe the application and serve the page's files."""
    app.config.update(
        OPENAPI_VERSION=OPENAPI_VERSION,
        VALIDATION_ERROR_STATUS_CODE=400,
        VALIDATION_ERROR_SCHEMA=ERROR_SCHEMA,
        HTTP_ERROR_SCHEMA=ERROR_SCHEMA,
        SWAGGER_UI_CSS=f"{_ASSETS}/swagger-ui.css",
        SWAGGER_UI_BUNDLE_JS=f"{_ASSETS}/swagger-ui-bundle.js",
        SWAGGER_UI_STANDALONE_PRESET_JS=f"{_ASSETS}/swagger-ui-standalone-preset.js",
        DOCS_FAVICON=f"{_ASSETS}/favicon-32x32.png",
    )
    app.spec_processor(_completed)
    app.register_blueprint(_assets())


ERROR_SCHEMA = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "job_id": {"type": "string"},
                "faces": {"type": "array", "items": {"type": "object"}},
            },
            "required": ["code", "message"],
        }
    },
    "required": ["error"],
}


def _assets() -> Blueprint:
    assets = Blueprint("docs_assets", __name__, url_prefix=_ASSETS)

    @assets.get("/<name>")
    def asset(name: str) -> Response:
        return send_from_directory(str(swagger_ui_bundle.swagger_ui_path), name)

    return assets


def _completed(spec: dict[str, Any] | str) -> dict[str, Any] | str:
    """Add the bodies that are read by hand, and write the schemas as version 3.0 wants them."""
    if isinstance(spec, str):  # apiflask could also be asked for YAML
        return spec
    paths = spec["paths"]
    describe_bodies(paths)
    _describe_text(paths["/"]["post"])
    _describe_text(paths["/upload"]["post"])
    describe_errors(paths, ERROR_SCHEMA)
    lowered: dict[str, Any] = _as_version_3_0(spec)
    return lowered


def _describe_text(operation: dict[str, Any]) -> None:
    operation["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}


def _as_version_3_0(node: Any) -> Any:
    if isinstance(node, list):
        return [_as_version_3_0(each) for each in node]
    if not isinstance(node, dict):
        return node
    return _with_old_bounds(_with_nullable({key: _as_version_3_0(value) for key, value in node.items()}))


def _with_nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """Write "this or null" as version 3.0 does."""
    choices = schema.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices:
        return schema
    others = [choice for choice in choices if choice != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**rest, **({"anyOf": others} if len(others) > 1 else others[0]), "nullable": True}


def _with_old_bounds(schema: dict[str, Any]) -> dict[str, Any]:
    """Write exclusive bounds as version 3.0 does: the bound, and that it is exclusive."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), int | float) and not isinstance(schema[exclusive], bool):
            schema = {**schema, bound: schema[exclusive], exclusive: True}
    return schema
