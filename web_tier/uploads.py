"""Reads the picture of a request and refuses, before anything is stored, what is no picture."""

import base64
import binascii
import hashlib
import string
from dataclasses import dataclass
from typing import Any

from flask import Request

from pipeline.images import Header, ImageLimits, read_header
from web_tier.failures import RequestFailure, UnsupportedMediaType
from web_tier.object_names import safe_key

_WHITESPACE = string.whitespace.encode()


@dataclass(kw_only=True)
class Upload:
    """A picture whose header is sound."""

    data: bytes  #: empty once it was let go
    sha256: str  #: of `data`, hexadecimal
    header: Header
    file_name: str  #: safe as an object key; "upload" where the client sent none

    def let_go(self) -> None:
        """Drop the picture once it is stored: hundreds of requests may wait, and need it no more."""
        self.data = b""


def read_upload(request: Request, field: str, limits: ImageLimits) -> Upload:
    """Return the picture in the multipart field or JSON member `field`.

    JSON carries it as base64 or as a data URL. Raises RequestFailure and InvalidImage.
    """
    if request.mimetype == "multipart/form-data":
        return _from_multipart(request, field, limits)
    if request.is_json:
        # taken out of the body, which the request holds while it waits
        return checked(decoded(json_members(request).pop(field, None), field), "", limits)
    if not request.mimetype:
        raise _missing(field)
    raise UnsupportedMediaType("Send the picture as multipart/form-data or application/json.")


def checked(data: bytes, file_name: str, limits: ImageLimits) -> Upload:
    """Return the picture as an upload. Raises InvalidImage where its header is not sound."""
    return Upload(
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        header=read_header(data, limits),
        file_name=safe_key(file_name),
    )


def decoded(text: object, field: str) -> bytes:
    """Return the bytes of base64 or of a data URL. Raises RequestFailure, naming `field`."""
    if text is None:
        raise _missing(field)
    if not isinstance(text, str):
        raise RequestFailure(f"The member {field} must be a string of base64.")
    payload = text.partition(",")[2] if text.startswith("data:") else text
    try:
        # line breaks are usual in base64, any other stranger is an error
        return base64.b64decode(payload.encode("ascii").translate(None, _WHITESPACE), validate=True)
    except (binascii.Error, ValueError) as error:
        raise RequestFailure(f"The member {field} is no valid base64.") from error


def json_members(request: Request) -> dict[str, Any]:
    """Return the members of a JSON body. Raises RequestFailure where it is no object."""
    members = request.get_json()
    if not isinstance(members, dict):
        raise RequestFailure("The body must be a JSON object.")
    return members


def form_members(request: Request) -> dict[str, Any]:
    """Return what comes beside the picture: form fields, or the members of a JSON body."""
    return json_members(request) if request.is_json else request.form.to_dict()


def _from_multipart(request: Request, field: str, limits: ImageLimits) -> Upload:
    file = request.files.get(field)
    if file is None:
        raise _missing(field)
    return checked(file.read(), file.filename or "", limits)


def _missing(field: str) -> RequestFailure:
    return RequestFailure(f"The field {field} with the picture is missing.", code="missing_field")
