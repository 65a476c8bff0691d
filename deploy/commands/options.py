"""Options that several commands take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from deploy.failures import WrongUsage

Function = TypeVar("Function", bound=Callable[..., Any])


def parameter_options(command: Function) -> Function:
    """Give a command `--set` and `--parameters`."""
    command = click.option(
        "--parameters",
        "file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help='A TOML file of parameters: WorkerMax = 50, SubnetIds = ["…", "…"].',
    )(command)
    return click.option(
        "--set", "settings", multiple=True, metavar="NAME=VALUE", help="A parameter of the stack; repeatable."
    )(command)


def yes_option(command: Function) -> Function:
    """Give a command `--yes`."""
    return click.option("--yes", is_flag=True, help="Do not ask.")(command)


def confirm(question: str, yes: bool) -> bool:
    """Ask, unless the answer was given. Raises WrongUsage where nobody can answer."""
    if yes:
        return True
    try:
        return click.confirm(question, err=True)
    except click.Abort as error:
        raise WrongUsage("Nobody answered; say --yes to go on without being asked.") from error
