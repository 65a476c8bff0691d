"""Reads an instance's user data: a plain list of settings, and nothing that could be run."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.errors import InvalidSettings

#: The first line of user data that is meant for Facefleet; anything else is somebody else's.
HEADER = "# facefleet settings"
ROLE = "FACEFLEET_ROLE"
ROLES = ("worker", "web", "controller")
_SETTING = re.compile(r"((?:FACEFLEET|AWS)_[A-Z0-9_]+)=([\x20-\x7e]*)")
#: Whoever may describe instances reads user data: keys come from the instance's role, the rest from secrets.
_SECRETS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})


@dataclass(frozen=True, kw_only=True)
class Instructions:
    """What a machine is told to be."""

    roles: tuple[str, ...]  #: some of `ROLES`; none where the user data is not for Facefleet
    settings: Mapping[str, str]


def read_user_data(text: str) -> Instructions:
    """Return what the text says. Raises InvalidSettings, which names lines and never shows them."""
    first, *lines = text.splitlines() or [""]
    if first.strip() != HEADER:
        return Instructions(roles=(), settings={})
    settings, problems = dict[str, str](), list[str]()
    for number, line in _telling(lines):
        match = _SETTING.fullmatch(line)
        if match and match[1] not in _SECRETS:
            settings[match[1]] = match[2]
        else:
            problems.append(f"line {number} of the user data " + _objection(match))
    roles = tuple(settings.pop(ROLE, "").split("+"))
    if not set(roles) <= set(ROLES):
        problems.append(f"{ROLE} must be some of {', '.join(ROLES)}, joined by +")
    if problems:
        raise InvalidSettings(problems)
    return Instructions(roles=roles, settings=settings)


def _telling(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Leave out comments and empty lines; number the others as an editor does."""
    for number, line in enumerate(lines, start=2):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip()


def _objection(match: re.Match[str] | None) -> str:
    return f"is a secret ({match[1]})" if match else "is no FACEFLEET_… or AWS_… setting"
