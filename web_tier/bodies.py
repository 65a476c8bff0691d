"""How much of a request's body is taken, and how long it is kept."""

from collections.abc import Iterable
from typing import Any

from apiflask import APIFlask
from flask import Blueprint, Request, request

#: Of a request that bears no picture. The longest that is asked for is 1,000 ids of faces: 36 kB.
SMALL_BODY_BYTES = 64 * 1024


class BodyReadOnce(Request):
    """Keeps no copy of the body beside what was read out of it: a request waits, and pictures are large."""

    def get_data(self, *_: Any, **options: Any) -> Any:
        """Return the body, which is gone then."""
        return super().get_data(**{**options, "cache": False})


def limit_bodies(app: APIFlask, with_pictures: Iterable[Blueprint]) -> None:
    """Refuse large bodies, before they are read, wherever no picture is expected."""
    app.request_class = BodyReadOnce
    large = {blueprint.name for blueprint in with_pictures}

    @app.before_request
    def limit() -> None:
        if request.blueprint not in large:
            most = app.config["MAX_CONTENT_LENGTH"]
            request.max_content_length = min(most, SMALL_BODY_BYTES)
