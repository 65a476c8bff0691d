"""Settings become rules."""

import pytest

from controller.policies import forecast, per_message
from controller.scaling import chosen_policy, forecast_rules
from controller.settings import ControllerSettings, FleetKind, Scaling
from tests.controller.observations import NOW, observed


def test_each_fleet_has_rules_that_suit_it() -> None:
    processes = forecast_rules(ControllerSettings(max_workers=4))
    machines = forecast_rules(ControllerSettings(max_workers=4, fleet=FleetKind.EC2))

    assert processes == forecast.process_rules(min_workers=0, max_workers=4)
    assert machines == forecast.machine_rules(min_workers=0, max_workers=4)


@pytest.mark.parametrize("fleet", list(FleetKind))
def test_what_is_set_counts_and_zero_is_a_setting(fleet: FleetKind) -> None:
    rules = forecast_rules(
        ControllerSettings(
            fleet=fleet,
            max_workers=4,
            min_workers=1,
            wait_target_seconds=0,
            idle_seconds=0,
            last_idle_seconds=0,
            billing_minimum_seconds=3600,
            worker_slots=3,
        )
    )

    assert (rules.min_workers, rules.max_workers, rules.slots) == (1, 4, 3)
    assert (rules.wait_target, rules.idle, rules.last_idle, rules.billing_minimum) == (0, 0, 0, 3600)


def test_a_longer_boot_is_paid_for_but_what_comes_before_billing() -> None:
    usual = forecast.machine_rules(min_workers=0, max_workers=4)

    rules = forecast_rules(ControllerSettings(fleet=FleetKind.EC2, max_workers=4, boot_seconds=120))

    assert rules.boot == 120
    assert rules.unbilled_boot == usual.unbilled_boot


@pytest.mark.parametrize(("boot", "patience"), [(None, 120), (20, 120), (200, 600)])
def test_who_is_said_to_boot_slowly_is_given_time_for_it(boot: float | None, patience: float) -> None:
    settings = ControllerSettings(fleet=FleetKind.EC2, max_workers=4, boot_seconds=boot)

    assert forecast_rules(settings).boot_patience == patience


def test_a_budget_that_limits_is_named_in_the_rules() -> None:
    rules = forecast_rules(ControllerSettings(max_workers=9, max_usd_per_hour=1, instance_usd_per_hour=0.5))

    assert (rules.max_workers, rules.limited_by) == (2, "FACEFLEET_MAX_USD_PER_HOUR")


@pytest.mark.parametrize(("scaling", "started"), [(Scaling.FORECAST, 4), (Scaling.PER_MESSAGE, 6)])
def test_the_rule_is_chosen_by_a_setting(scaling: Scaling, started: int) -> None:
    policy = chosen_policy(ControllerSettings(max_workers=6, scaling=scaling), forecast.at_start(NOW))

    decision, _ = policy.decide(observed(8, 0), policy.state)

    assert decision.wanted == decision.start
    assert isinstance(policy.rules, forecast.Rules if scaling is Scaling.FORECAST else per_message.Rules)
