"""What the names of files say, and names for files. Pure."""

from pathlib import PurePath

from scripts.client.enrol.albums import with_spaces, without_number

#: The folder, within the watched one, in which every picture is of the person it is named by.
ENROLMENTS = "enrol"
_LONGEST = 200  # bytes; file systems take 255, and a few are added


def enrolled_name(place: PurePath, prefix: str) -> str | None:
    """Return whom a picture enrols; None: nobody, it is to be recognised.

    `place` is its path in the watched folder: `name_Ada_Lovelace_2.jpg` (the prefix being `name_`),
    `enrol/Ada Lovelace/1.jpg` or `enrol/Ada_Lovelace_front.jpg`, where the name ends at the last underscore.
    """
    match place.parts:
        case (folder, person, _, *_) if folder == ENROLMENTS:
            return with_spaces(person)
        case (*_, file) if file.startswith(prefix):
            return with_spaces(without_number(place.stem.removeprefix(prefix)))
        case (folder, _) if folder == ENROLMENTS:
            return with_spaces(_before_last_underscore(place.stem))
    return None


def visible(name: str) -> str:
    """Return a name as it can be told, sent and printed, whatever bytes somebody put into it."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def fitting(file: PurePath, ending: str = "") -> PurePath:
    """Return a path whose names are short enough for any file system, its own ending put after the stem."""
    parents = [_cut(part) for part in file.parent.parts]
    return PurePath(*parents, f"{_cut(file.stem)}{ending}{_cut(file.suffix)}")


def _before_last_underscore(stem: str) -> str:
    return stem.rpartition("_")[0] or stem


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")
