"""Which values parameters get."""

from pathlib import Path

import pytest

from deploy.cost import Layout, load_prices
from deploy.failures import WrongUsage
from deploy.layout import estimate, layout_of, machine_types
from deploy.parameters import Parameter, choose, read_settings
from tests.deploy.template import PATH, template

KNOWN = (
    Parameter(name="Size", default="1"),
    Parameter(name="Place", default=None, description="Where it is."),
)


def test_what_is_given_counts_more_than_what_stands_and_that_more_than_what_is_found() -> None:
    assert choose(KNOWN, given={}, standing={}, found={"Place": "found"}) == {"Size": "1", "Place": "found"}
    standing = {"Size": "2", "Place": "standing"}
    assert choose(KNOWN, given={}, standing=standing, found={"Place": "found"}) == standing
    chosen = choose(KNOWN, given={"Size": "3"}, standing=standing, found={})
    assert chosen == {"Size": "3", "Place": "standing"}


def test_a_parameter_that_the_template_lost_is_forgotten() -> None:
    chosen = choose(KNOWN, given={}, standing={"Place": "here", "Gone": "1"}, found={})

    assert chosen == {"Size": "1", "Place": "here"}


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(WrongUsage) as raised:
        choose(KNOWN, given={"Sise": "3", "Xyz": "1"}, standing={}, found={})

    assert "Sise; did you mean Size?" in str(raised.value)
    assert "no parameter Xyz. There are: Size, Place" in str(raised.value)
    assert "--set Place=… is needed. Where it is." in str(raised.value)


def test_a_file_may_hold_lists_numbers_and_booleans(tmp_path: Path) -> None:
    file = tmp_path / "fleet.toml"
    file.write_text('Subnets = ["a", "b"]\nSize = 2\nPublic = false\nName = "x"\n')

    assert read_settings(["Size = 3", "Equation=a=b"], file) == {
        "Subnets": "a,b",
        "Size": "3",
        "Public": "false",
        "Name": "x",
        "Equation": "a=b",
    }


def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    file = tmp_path / "fleet.toml"
    file.write_text("Size = ")

    with pytest.raises(WrongUsage, match=r"fleet\.toml cannot be read"):
        read_settings([], file)


def defaults() -> dict[str, str]:
    known = template()["Parameters"]
    values = {name: str(each["Default"]) for name, each in known.items() if "Default" in each}
    return {**values, "SubnetIds": "subnet-1,subnet-2"}


def test_the_cost_pages_layout_is_that_of_the_templates_defaults() -> None:
    assert layout_of(defaults()) == Layout()


def test_a_controller_beside_the_web_tier_and_a_database_of_ones_own_cost_nothing() -> None:
    values = {**defaults(), "ControllerPlacement": "beside-web", "DatabaseKind": "none"}

    costs = estimate(values, load_prices()).monthly
    assert (costs.of("controller"), costs.of("database")) == (0, 0)
    assert costs.usd < estimate(defaults(), load_prices()).monthly.usd


def test_a_network_has_to_offer_every_machine_that_is_launched() -> None:
    assert machine_types(defaults()) == {"c7a.large", "t3a.small", "t3a.nano"}
    values = {**defaults(), "WorkerSecondType": "c7i.large", "ControllerPlacement": "beside-web"}
    assert machine_types(values) == {"c7a.large", "c7i.large", "t3a.small"}


def test_money_may_allow_fewer_workers_than_the_group() -> None:
    values = {**defaults(), "WorkerMax": "50", "MaxUsdPerHour": "1", "WorkerUsdPerHour": "0.3"}

    assert estimate(values, load_prices()).most_workers == 3


def test_the_template_may_be_sent_as_it_is() -> None:
    assert len(PATH.read_bytes()) <= 51_200  # what CloudFormation takes without a bucket to fetch it from
