"""Refuses requests that somebody else's web page sends through a visitor's browser."""

from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import request

from web_tier.failures import Forbidden

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


def guard(app: APIFlask) -> None:
    """Answer 403 to whatever changes something and comes from a page of another origin.

    Nobody logs in, so that a browser on this machine is all a foreign page would need. Browsers name a page's
    origin in such requests and pages cannot forge it; programs name none.
    """

    @app.before_request
    def refuse_foreign_pages() -> None:
        origin = request.headers.get("Origin")
        if request.method in _HARMLESS or origin is None:
            return
        if urlsplit(origin).netloc != request.host:
            raise Forbidden("A page of another origin may not do this.")
