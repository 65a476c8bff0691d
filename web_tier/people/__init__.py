"""People and strangers of the collections, and their faces."""

from web_tier.people.directory import create, get, get_stranger, page, update
from web_tier.people.faces import face_counts, face_of, faces_of
from web_tier.people.names import names_of, recognised_names

__all__ = [
    "create",
    "face_counts",
    "face_of",
    "faces_of",
    "get",
    "get_stranger",
    "names_of",
    "page",
    "recognised_names",
    "update",
]
