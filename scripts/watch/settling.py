"""Settles the answer to a picture: saves its faces, logs it, tells it, and puts it away, in this order.

Killed before the line is in the log, it is asked about again, with the same key, and saves the same files;
killed after it, it is put away by the next run.
"""

from collections.abc import Callable
from typing import Protocol

from scripts.watch.asking import Taken
from scripts.watch.folder import Picture
from scripts.watch.log import TransactionLog
from scripts.watch.output import Output
from scripts.watch.transactions import Fate, Transaction, with_crops


class Shelf(Protocol):
    """Where pictures go that are done."""

    def put_away(self, picture: Picture, fate: Fate, reason: str) -> None:
        """Put it away. Raises OSError."""


class LeftInPlace:
    """Leaves pictures where they are; the log remembers them."""

    def put_away(self, picture: Picture, fate: Fate, reason: str) -> None:
        """Do nothing."""


class NotLogged(Exception):
    """The disk does not take it; the picture is as good as not taken."""


class Settling:
    """`report` gets each new transaction, `say` a line where something is to be known beside it."""

    def __init__(
        self,
        log: TransactionLog,
        output: Output,
        shelf: Shelf,
        *,
        report: Callable[[Transaction], None],
        say: Callable[[str], None],
    ) -> None:
        self._log = log
        self._output = output
        self._shelf = shelf
        self._report = report
        self._say = say

    def settle(self, taken: Taken) -> None:
        """Settle a picture that was taken. Raises NotLogged."""
        try:
            transaction = self._with_saved_crops(taken)
            self._log.record(transaction)
        except OSError as error:
            raise NotLogged(error.strerror) from error
        self._report(transaction)
        self._put_away(taken.picture, transaction.fate, transaction.reason)

    def settle_again(self, picture: Picture) -> bool:
        """Put a picture away that stands in the log; False where it does not."""
        earlier = self._log.find(picture.mark)
        if earlier is None:
            return False
        if picture.file != earlier.file:
            self._say(f"{picture.file}: was taken before, as {earlier.file}")
        self._put_away(picture, earlier.fate, earlier.reason)
        return True

    def _with_saved_crops(self, taken: Taken) -> Transaction:
        if not any(taken.crops):
            return taken.transaction
        picture = taken.picture
        is_first = self._log.owner(picture.file) in (None, picture.mark.sha256)
        places = self._output.save_crops(picture, taken.crops, is_first=is_first)
        return with_crops(taken.transaction, places)

    def _put_away(self, picture: Picture, fate: Fate, reason: str) -> None:
        try:
            self._shelf.put_away(picture, fate, reason)
        except OSError as error:
            self._say(f"{picture.file}: is done, and could not be put away ({error.strerror})")
