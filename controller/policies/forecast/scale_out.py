"""How many workers are launched: all that are missing, at once."""

from controller.policies.forecast.situation import Situation


def launches(situation: Situation) -> int:
    """Return how many to launch now."""
    untroubled = situation.allowed - situation.capacity.count
    return max(0, min(lacking(situation), situation.room, _step(situation), untroubled))


def lacking(situation: Situation) -> int:
    """Return how many are missing, whatever forbids to launch them."""
    growth = situation.least - situation.capacity.count
    return max(0, growth, situation.replacements - situation.rollout.new)


def _step(situation: Situation) -> int:
    """A wrong reading launches no more than this, and a fleet at most trebles."""
    return max(situation.rules.max_launch_step, 2 * situation.capacity.count)
