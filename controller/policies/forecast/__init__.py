"""The law: as many workers as the work that is there, and about to come, is worth (docs/controller.md)."""

from controller.policies.forecast.decide import decide
from controller.policies.forecast.presets import (
    MACHINE_TICK_SECONDS,
    PROCESS_TICK_SECONDS,
    machine_rules,
    process_rules,
)
from controller.policies.forecast.rules import FuseRules, Rules
from controller.policies.forecast.state import State, at_start, without_memory

__all__ = [
    "MACHINE_TICK_SECONDS",
    "PROCESS_TICK_SECONDS",
    "FuseRules",
    "Rules",
    "State",
    "at_start",
    "decide",
    "machine_rules",
    "process_rules",
    "without_memory",
]
