"""`python -m deploy`: puts Facefleet on AWS, looks after it, and takes it away again."""

import click

from deploy.command import Commands
from deploy.commands.cost import cost
from deploy.commands.down import down
from deploy.commands.plan import plan
from deploy.commands.roll import roll
from deploy.commands.smoke_test import smoke_test
from deploy.commands.status import status
from deploy.commands.up import up

_EPILOG = """\b
From nothing to a fleet (docs/aws.md):
  python -m ami.bake                                         make the machine image
  python -m deploy plan --set AllowedCidr=203.0.113.0/24     what would be made, and its cost
  python -m deploy up --set AllowedCidr=203.0.113.0/24       make it
  python -m deploy smoke-test                                send pictures through it
  python -m deploy down                                      remove everything

\b
Exit codes: 0 all well, 1 it failed, 2 wrong usage, 130 interrupted."""


@click.group(cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Put Facefleet on AWS with one command."""


for _command in (plan, up, status, smoke_test, roll, down, cost):
    main.add_command(_command)

if __name__ == "__main__":
    main(prog_name="python -m deploy")
