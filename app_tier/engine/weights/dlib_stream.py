"""dlib's serialisation, one primitive after another.

The format is what dlib's `serialize.h`, `float_details.h` and `dnn/tensor.h` document:

* an integer is a control byte (bit 7: the sign, bits 0 to 3: the number of bytes), then the magnitude;
* a number is two integers, mantissa and power of two;
* a truth value is the character `1` or `0`;
* a text is its length and its bytes;
* a tensor is a version, four extents (samples, channels, rows, columns) and raw float32 values; an alias is
  the same with another version and without the values.

All of it is little-endian. Lengths are checked against the bytes that are left before anything is allocated.
"""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.weights.unreadable import UnreadableWeights

TENSOR_VERSION = 2
ALIAS_VERSION = 1
#: Bytes of an integer's magnitude: dlib writes at most 64 bits.
LONGEST_INTEGER = 8
#: Characters; layers' names have at most 24.
LONGEST_TEXT = 64
#: Powers of two that a double holds times any mantissa; far beyond are dlib's marks for infinities and NaN.
EXPONENTS = range(-1200, 960)

T = TypeVar("T")
Shape = tuple[int, int, int, int]  #: samples, channels, rows, columns


class DlibStream:
    """Reads dlib's primitives from `data` in their order. Every method raises UnreadableWeights."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._position = 0

    def integer(self) -> int:
        """Return the next integer, of 64 bits at most."""
        control = self._take(1)[0]
        length = control & 0x0F
        if control & 0x70 or not 1 <= length <= LONGEST_INTEGER:
            raise self.unreadable("no integer")
        magnitude = int.from_bytes(self._take(length), "little")
        return -magnitude if control & 0x80 else magnitude

    def number(self) -> float:
        """Return the next finite floating point number."""
        mantissa, exponent = self.integer(), self.integer()
        if exponent not in EXPONENTS:
            raise self.unreadable("no finite number")
        return math.ldexp(mantissa, exponent)

    def truth(self) -> bool:
        """Return the next truth value."""
        character = bytes(self._take(1))
        if character not in (b"0", b"1"):
            raise self.unreadable("no truth value")
        return character == b"1"

    def text(self) -> str:
        """Return the next text, such as a layer's name."""
        length = self.integer()
        if not 0 <= length <= LONGEST_TEXT:
            raise self.unreadable("no name")
        return bytes(self._take(length)).decode("ascii", "backslashreplace")

    def tensor(self) -> NDArray[np.float32]:
        """Return the next tensor's finite values in their order, shape (n,): a read-only view of the data."""
        self.expect("a tensor's version", self.integer(), TENSOR_VERSION)
        values = np.frombuffer(self._take(4 * math.prod(self._extents())), dtype="<f4")
        if not np.isfinite(values).all():
            raise self.unreadable("a tensor with values that are no finite numbers")
        return values

    def alias(self) -> Shape:
        """Return the shape of the next alias, which lends a shape to a part of some tensor."""
        self.expect("an alias's version", self.integer(), ALIAS_VERSION)
        return self._extents()

    def expect(self, what: str, found: T, *known: T) -> T:
        """Return what was `found` if it is one of the `known`."""
        if found not in known:
            raise self.unreadable(f"{what} is {found!r} instead of {' or '.join(map(repr, known))}")
        return found

    def end(self) -> None:
        """Check that nothing is left."""
        left = len(self._data) - self._position
        if left:
            raise self.unreadable(f"{left} bytes after the network's end")

    def unreadable(self, problem: str) -> UnreadableWeights:
        """Return the error that says where the problem is."""
        return UnreadableWeights(f"{problem}, before byte {self._position} of {len(self._data)}")

    def _extents(self) -> Shape:
        extents = (self.integer(), self.integer(), self.integer(), self.integer())
        if min(extents) < 0:
            raise self.unreadable("a tensor of negative extents")
        return extents

    def _take(self, length: int) -> memoryview:
        if length > len(self._data) - self._position:
            raise self.unreadable("the file ends too early")
        taken = self._data[self._position : self._position + length]
        self._position += length
        return taken
