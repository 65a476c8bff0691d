"""What the commands have in common: their options, and how they end."""

import functools
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from deploy.aws.account import Account
from deploy.aws.stacks import Stack
from deploy.console import Voice
from deploy.failures import Interrupted, WrongUsage
from deploy.patience import Pause
from pipeline.errors import FacefleetError

DEFAULT_STACK = "facefleet"
#: What CloudFormation takes, and no longer than leaves room for the names of what is in the stack.
_STACK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,29}")
FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One stack of one account, and somebody to tell about it."""

    account: Account
    stack: Stack
    voice: Voice
    pause: Pause


def deployment_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which stack, and hand it a `Deployment`."""

    @click.option(
        "--stack", default=DEFAULT_STACK, show_default=True, callback=_stack_name, help="Name of the stack."
    )
    @click.option("--region", help="AWS region; else as for any AWS program (AWS_DEFAULT_REGION).")
    @click.option("--endpoint-url", help="Talk to this address instead of AWS, such as an emulator's.")
    @json_option
    @functools.wraps(command)
    def wrapped(
        stack: str, region: str | None, endpoint_url: str | None, voice: Voice, **options: Any
    ) -> None:
        account = Account(region=region, endpoint_url=endpoint_url)
        command(
            Deployment(
                account=account,
                stack=Stack(account, stack),
                voice=voice,
                # tests have something happen while a command waits
                pause=click.get_current_context().obj or threading.Event().wait,
            ),
            **options,
        )

    return wrapped


def _stack_name(_context: click.Context, _option: click.Parameter, name: str) -> str:
    if not _STACK_NAME.fullmatch(name):
        raise click.BadParameter("a letter, then letters, digits and hyphens, 30 characters at the most.")
    return name


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--json` and hand it a `Voice`."""

    @click.option("--json", "as_json", is_flag=True, help="Write the result as JSON, for programs.")
    @functools.wraps(command)
    def wrapped(as_json: bool, **options: Any) -> None:
        command(voice=Voice(as_json=as_json), **options)

    return wrapped


class Commands(click.Group):
    """A group whose failures are sentences, and exit codes 1, 2 and 130."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(context)
        except WrongUsage as error:
            _tell(error, WRONG_USAGE)
        except Interrupted as error:
            _tell(error, INTERRUPTED)
        except FacefleetError as error:
            _tell(error, FAILED)


def _tell(error: FacefleetError, code: int) -> None:
    click.echo(f"Error: {error}", err=True)
    sys.exit(code)
