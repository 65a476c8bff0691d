"""`python -m ami.bake`: reads the options, connects the parts, tells what came of it."""

import dataclasses
import json
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ami.bake.baking import Baked, Bakery
from ami.bake.builder import Builders
from ami.bake.cloud import Cloud
from ami.bake.depot import Depot
from ami.bake.images import Images
from ami.bake.order import Order
from ami.bake.patience import Patience
from ami.bake.publishing import Publisher
from ami.image_parameter import DEFAULT_PARAMETER
from pipeline.errors import FacefleetError

ROOT = Path(__file__).parent.parent.parent

_EXAMPLES = """\b
Examples:
  python -m ami.bake --dry-run                   what would be done?
  python -m ami.bake                             build, publish as /facefleet/ami, keep three
  python -m ami.bake --instance-type c7i.large   for workers of that type
  python -m ami.bake --json | jq -r .image

Ctrl-C ends the builder too. Afterwards: python -m deploy roll"""


@click.command(
    epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "show_default": True}
)
@click.option(
    "--instance-type",
    default="c7a.large",
    help="Of the builder. Take the workers' own: models are made for its processor.",
)
@click.option("--base-image", help="AMI to begin with.  [default: the newest Debian 12]")
@click.option(
    "--subnet",
    help="Where the builder runs, with a public address; it must reach Debian's and Python's packages.  "
    "[default: a default subnet]",
)
@click.option(
    "--source-bucket",
    help="Private bucket for the source meanwhile.  [default: facefleet-ami-ACCOUNT-REGION, made if need be]",
)
@click.option(
    "--parameter", default=DEFAULT_PARAMETER, help="SSM parameter that gets the image's id; '' for none."
)
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=3,
    help="Images to keep, the new one among them. Those in use stay too.",
)
@click.option("--volume-gib", type=click.IntRange(4), default=8, help="Size of the image's volume.")
@click.option("--timeout", type=click.IntRange(5), default=30, help="Minutes that it may take.")
@click.option("--region", help="AWS region.")
@click.option("--endpoint-url", help="Of an emulator.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
def main(
    *, timeout: int, region: str | None, endpoint_url: str | None, dry_run: bool, as_json: bool, **told: Any
) -> None:
    """Build the machine image in this AWS account, from the source in this folder."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the builder is ended then too
    order = Order(timeout_seconds=timeout * 60, **{**told, "parameter": told["parameter"] or None})
    try:
        bakery = _bakery(order, Cloud(region=region, endpoint_url=endpoint_url), is_dry=dry_run)
        if dry_run:
            click.echo("\n".join(bakery.preview(order, ROOT)))
        else:
            _tell(bakery.bake(order, ROOT, datetime.now(UTC)), as_json)
    except FacefleetError as error:
        click.echo(error, err=True)
        sys.exit(1)


def _bakery(order: Order, cloud: Cloud, *, is_dry: bool) -> Bakery:
    patience = Patience(
        seconds=order.timeout_seconds,
        tell=lambda sentence: click.echo(sentence, err=True),
        clock=time.monotonic,
        pause=time.sleep,
    )
    bucket = order.source_bucket or f"facefleet-ami-{cloud.account()}-{cloud.region}"
    depot = Depot(cloud.s3, bucket, patience.tell)
    if not is_dry and not order.source_bucket:
        depot.ensure_bucket(cloud.region)
    return Bakery(
        depot=depot,
        builders=Builders(cloud.ec2, patience),
        images=Images(cloud.ec2, patience),
        publisher=Publisher(cloud.ssm, patience),
        patience=patience,
    )


def _tell(baked: Baked, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(baked), indent=2))
    else:
        click.echo(f"{baked.image} is ready. Removed: {', '.join(baked.removed) or 'nothing'}")


if __name__ == "__main__":
    main()
