"""Builds the policy that the settings name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from controller.decision import Decision
from controller.observation import Observation
from controller.policies import forecast, per_message
from controller.settings import ControllerSettings, Scaling

#: Who is said to boot slowly is given up no sooner than after so many boots.
_BOOTS_OF_PATIENCE = 3


@dataclass(frozen=True, kw_only=True)
class ChosenPolicy:
    """A rule, and what it remembers at the start; of which type that is, the rule alone knows."""

    decide: Callable[[Observation, Any], tuple[Decision, Any]]
    state: Any
    rules: forecast.Rules | per_message.Rules


def chosen_policy(settings: ControllerSettings, start: forecast.State) -> ChosenPolicy:
    """Return the policy, which begins with `start` if it is one that remembers."""
    if settings.scaling is Scaling.PER_MESSAGE:
        return _per_message(settings)
    rules = forecast_rules(settings)
    return ChosenPolicy(decide=partial(forecast.decide, rules=rules), state=start, rules=rules)


def _per_message(settings: ControllerSettings) -> ChosenPolicy:
    rules = per_message.Rules(min_workers=settings.min_workers, max_workers=settings.most_workers)
    return ChosenPolicy(
        decide=partial(per_message.decide, rules=rules), state=per_message.State(), rules=rules
    )


def forecast_rules(settings: ControllerSettings) -> forecast.Rules:
    """Return the rules that suit the fleet, with what the settings say instead."""
    suited = _processes(settings) if settings.has_processes else _machines(settings)
    boot = _said(settings.boot_seconds, suited.boot)
    return replace(
        suited,
        wait_target=_said(settings.wait_target_seconds, suited.wait_target),
        idle=_said(settings.idle_seconds, suited.idle),
        last_idle=_said(settings.last_idle_seconds, suited.last_idle),
        billing_minimum=_said(settings.billing_minimum_seconds, suited.billing_minimum),
        boot=boot,
        boot_patience=max(suited.boot_patience, _BOOTS_OF_PATIENCE * (settings.boot_seconds or 0.0)),
        billed_boot=max(0.0, boot - suited.unbilled_boot),
    )


def _processes(settings: ControllerSettings) -> forecast.Rules:
    return forecast.process_rules(
        min_workers=settings.min_workers,
        max_workers=settings.most_workers,
        limited_by=settings.limited_by,
        slots=settings.worker_slots or 1,
    )


def _machines(settings: ControllerSettings) -> forecast.Rules:
    return forecast.machine_rules(
        min_workers=settings.min_workers,
        max_workers=settings.most_workers,
        limited_by=settings.limited_by,
        slots=settings.worker_slots or 2,
    )


def _said(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
