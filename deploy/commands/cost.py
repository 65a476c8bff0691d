"""`cost`: what 1,000 pictures cost, item by item."""

import click

from deploy.command import json_option
from deploy.console import Voice, cost_document, cost_table
from deploy.cost import Layout, Load, Prices, Usage, load_prices, monthly, per_1000_images

_EXAMPLES = """\b
Examples:
  python -m deploy cost
  python -m deploy cost --rate 50 --instance c7i.large --spot-percent 50
  python -m deploy cost --image-kb 2000 --width 1920 --height 1080 --remember --json"""


@click.command("cost", epilog=_EXAMPLES)
@click.option("--image-kb", type=click.FloatRange(min=1), default=Load.image_kb, show_default=True)
@click.option("--width", type=click.IntRange(min=1), default=Load.width, show_default=True, help="Pixels.")
@click.option("--height", type=click.IntRange(min=1), default=Load.height, show_default=True, help="Pixels.")
@click.option(
    "--faces", type=click.IntRange(min=0), default=Load.faces, show_default=True, help="In each picture."
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    default=Load.images_per_second,
    show_default=True,
    help="Pictures a second, steadily.",
)
@click.option("--remember/--no-remember", default=Load.remembers, help="Whether faces become sightings.")
@click.option("--instance", default=Layout.worker_machine, show_default=True, help="The workers' type.")
@click.option("--spot-percent", type=click.IntRange(0, 100), default=Layout.spot_percent, show_default=True)
@click.option("--database/--no-database", default=True, help="With RDS, or with a database of your own.")
@click.option("--kept-days", type=click.IntRange(min=0), default=Layout.images_kept_days, show_default=True)
@json_option
def cost(
    voice: Voice,
    image_kb: float,
    width: int,
    height: int,
    faces: int,
    rate: float,
    remember: bool,
    instance: str,
    spot_percent: int,
    database: bool,
    kept_days: int,
) -> None:
    """Say what 1,000 pictures cost in steady load, and what the stack costs without any."""
    load = Load(
        images_per_second=rate, image_kb=image_kb, width=width, height=height, faces=faces, remembers=remember
    )
    layout = Layout(
        worker_machine=instance,
        spot_percent=spot_percent,
        database=Layout.database if database else None,
        images_kept_days=kept_days,
    )
    _show(voice, Usage(load=load, layout=layout), load_prices())


def _show(voice: Voice, usage: Usage, prices: Prices) -> None:
    pictures, standing = per_1000_images(usage, prices), monthly(usage.layout, prices)
    rekognition = prices.rekognition_image * 1000
    voice.show(
        cost_table("1,000 pictures", pictures, 5),
        "",
        f"Amazon Rekognition lists {rekognition:.2f} USD, {rekognition / pictures.usd:.0f} times that.",
        "",
        cost_table("A month without a picture", standing, 2),
        "",
        f"Prices: {prices.region}, looked up {prices.looked_up}, deploy/prices.toml.",
    )
    voice.result(
        {
            "per_1000_images": cost_document(pictures),
            "monthly_standing": cost_document(standing),
            "rekognition_per_1000_images": {"usd": rekognition},
            "prices": {"region": prices.region, "looked_up": prices.looked_up},
        }
    )
