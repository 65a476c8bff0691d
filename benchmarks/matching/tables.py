"""The calibration as a manifest has it, and the tables of its checks."""

from collections.abc import Callable, Mapping, Sequence

from app_tier.calibration import Calibration
from benchmarks.matching.checks import Checked
from benchmarks.matching.galleries import Answers
from benchmarks.report import print_table

_SHARES: Mapping[str, Callable[[Answers], float]] = {
    "strangers known": lambda answers: answers.strangers_known,
    "or unsure": lambda answers: answers.strangers_known_or_unsure,
    "named": lambda answers: answers.named,
    "or unsure and right": lambda answers: answers.named_or_unsure,
}


def toml(calibration: Calibration) -> str:
    """Return the manifest's table."""
    points = (f"    [{share:f}".rstrip("0") + f", {distance}],\n" for share, distance in calibration.curve)
    return f"[calibration]\nhandicap = {calibration.handicap}\ncurve = [\n{''.join(points)}]\n"


def show_held_out(checked: Sequence[Checked]) -> None:
    """Print what people were answered whom the calibrations were not made on."""
    print_table(
        "Calibrated on one half of the people, asked of the other, %",
        ["people, pictures", *_SHARES, "strangers known, 8 of 10 splits"],
        [(f"{each.people}, {each.faces}", *_means(each), _range(each)) for each in checked],
    )


def show_sizes(checked: Sequence[Checked]) -> None:
    """Print how often strangers are taken for somebody as galleries grow, where 1 and 10 % are promised."""
    print_table(
        "All people, one picture each, %",
        ["people", *_SHARES],
        [(str(each.people), *_means(each)) for each in checked],
    )


def _means(checked: Checked) -> list[float]:
    return [100 * checked.mean(share) for share in _SHARES.values()]


def _range(checked: Checked) -> str:
    low, high = checked.range(_SHARES["strangers known"])
    return f"{100 * low:.2f}-{100 * high:.2f}"
