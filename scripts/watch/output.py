"""The output folder: the faces that were cut out, and the pictures that are done with."""

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePath

from scripts.watch.agenda import Stamp
from scripts.watch.folder import Picture
from scripts.watch.names import fitting
from scripts.watch.transactions import Fate

FACES, DONE, REFUSED = "faces", "done", "refused"


class Output:
    """Writes files; after a crash the same again has the same name. All methods raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save_crops(
        self, picture: Picture, crops: Sequence[bytes | None], *, is_first: bool
    ) -> list[str | None]:
        """Save the faces of a picture; return where each is in the output folder.

        `is_first`: no other picture of that name was there before, whose faces must stay.
        """
        (self._folder / FACES).mkdir(exist_ok=True)
        stem = fitting(PurePath(picture.name), "" if is_first else _ending(picture)).stem
        return [self._save(f"{FACES}/{stem}_{number:02d}.jpg", crop) for number, crop in enumerate(crops)]

    def put_away(self, picture: Picture, fate: Fate, reason: str) -> None:
        """Move a picture away, a refused one with the reason in a file beside it.

        Another picture that has taken its place meanwhile stays.
        """
        target = self._place(picture, REFUSED if fate is Fate.REFUSED else DONE)
        target.parent.mkdir(parents=True, exist_ok=True)
        if fate is Fate.REFUSED:
            target.with_name(f"{target.name}.txt").write_text(f"{reason}\n", encoding="utf-8")
        if Stamp.at(picture.path) == picture.stamp:
            _move(picture.path, target)

    def _save(self, place: str, crop: bytes | None) -> str | None:
        if crop is None:
            return None
        (self._folder / place).write_bytes(crop)
        return place

    def _place(self, picture: Picture, shelf: str) -> Path:
        file = PurePath(picture.file)
        place = self._folder / shelf / fitting(file)
        return self._folder / shelf / fitting(file, _ending(picture)) if place.exists() else place


def _ending(picture: Picture) -> str:
    """Return what tells a picture apart from others of its name."""
    return f"-{picture.mark.sha256[:8]}"


def _move(path: Path, target: Path) -> None:
    try:
        path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # on another disk: at no moment is there only half of it
        draft = target.with_name(f"{target.name}.part")
        shutil.copy2(path, draft)
        draft.replace(target)
        path.unlink()
