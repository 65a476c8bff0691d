"""A cost by its items."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item."""

    name: str
    usd: float
    how: str  #: what it is made of, for people


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """All items of one cost."""

    items: tuple[Item, ...]

    @property
    def usd(self) -> float:
        """Return the sum."""
        return sum(item.usd for item in self.items)

    def of(self, name: str) -> float:
        """Return what one item costs; 0 where there is none of that name."""
        return sum(item.usd for item in self.items if item.name == name)
