"""Which values the stack's parameters get: those given, those it has, those found, the template's own."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.failures import WrongUsage


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of the template."""

    name: str
    default: str | None  #: None: it must be given
    description: str = ""


def choose(
    known: Sequence[Parameter],
    *,
    given: Mapping[str, str],
    standing: Mapping[str, str],
    found: Mapping[str, str],
) -> dict[str, str]:
    """Return every parameter's value: given, else the stack's own, else found, else the template's default.

    Raises WrongUsage for a name that the template does not have, and for a parameter without any value.
    """
    names = [each.name for each in known]
    if problems := [*_unknown(given, names), *_missing(known, {*given, *standing, *found})]:
        raise WrongUsage("\n".join(problems))
    chosen = {**defaults(known), **found, **standing, **given}
    return {name: chosen[name] for name in names}


def defaults(known: Sequence[Parameter]) -> dict[str, str]:
    """Return the template's own values."""
    return {each.name: each.default for each in known if each.default is not None}


def read_settings(settings: Sequence[str], file: Path | None) -> dict[str, str]:
    """Return what `--parameters FILE` and then each `--set Name=Value` say. Raises WrongUsage."""
    return {**(_read_file(file) if file else {}), **dict(_pair(each) for each in settings)}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise WrongUsage(f"--set {text}: say Name=Value, as in --set WorkerMax=50")
    return name.strip(), value.strip()


def _read_file(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{path} cannot be read: {error}") from error
    return {name: _text(value) for name, value in table.items()}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unknown(given: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else f". There are: {', '.join(names)}"
            yield f"The stack has no parameter {name}{hint}"


def _missing(known: Sequence[Parameter], have: set[str]) -> Iterator[str]:
    for each in known:
        if each.default is None and each.name not in have:
            yield f"--set {each.name}=… is needed. {each.description}".strip()
