"""Which values a stack's parameters get in this account, and what it costs then."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.aws.images import current_image, image_parameter
from deploy.aws.network import default_network
from deploy.aws.template import Template
from deploy.command import Deployment
from deploy.cost import NoPrice, Prices, load_prices
from deploy.layout import Estimate, estimate, machine_types, priced_worker
from deploy.parameters import choose, defaults
from deploy.stack import StackState

_NETWORK = frozenset({"VpcId", "SubnetIds"})
#: A worker's price follows from these.
_PRICED_BY = frozenset({"WorkerInstanceType", "SpotPercent"})


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Every parameter's value, and the stack's cost; None where the price table lacks a machine."""

    values: Mapping[str, str]
    estimate: Estimate | None


def choose_values(
    deployment: Deployment, template: Template, given: Mapping[str, str], state: StackState | None
) -> Chosen:
    """Choose what is not given: a network, a worker's price.

    Raises WrongUsage, NoNetwork, NoZones, NoImage.
    """
    standing = standing_values(state)
    known = {**defaults(template.parameters), **standing, **given}
    values = choose(template.parameters, given=given, standing=standing, found=_found(deployment, known))
    current_image(deployment.account.ssm, values["Ami"])
    prices = load_prices()
    if "WorkerUsdPerHour" not in given and (not standing or _PRICED_BY & given.keys()):
        values["WorkerUsdPerHour"] = priced_worker(values, prices)
    return Chosen(values=values, estimate=_estimate(values, prices))


def standing_values(state: StackState | None) -> dict[str, str]:
    """Return the values that a stack has; none before it is made."""
    if state is None or state.is_empty:
        return {}
    return {**state.parameters, "Ami": image_parameter(state)}


def _found(deployment: Deployment, known: Mapping[str, str]) -> dict[str, str]:
    """Return the default network, unless somebody said something of the network."""
    return {} if _NETWORK & known.keys() else default_network(deployment.account.ec2, machine_types(known))


def _estimate(values: Mapping[str, str], prices: Prices) -> Estimate | None:
    try:
        return estimate(values, prices)
    except NoPrice:
        return None
