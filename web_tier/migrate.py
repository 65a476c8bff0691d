"""Brings the database of FACEFLEET_DATABASE_URL up to date: `python -m web_tier.migrate`."""

import argparse
import os
from collections.abc import Sequence

from pipeline import logs
from web_tier.database import upgrade

VARIABLE = "FACEFLEET_DATABASE_URL"


def main(arguments: Sequence[str] | None = None) -> None:
    """Migrate the database. Exits with status 2 where the variable is not set."""
    parser = argparse.ArgumentParser(
        prog="python -m web_tier.migrate",
        description="Create the tables, or bring them up to date. Doing it again changes nothing.",
        epilog=f"{VARIABLE} names the database: sqlite:////data/facefleet.db or postgresql://user@host/name",
    )
    parser.parse_args(arguments)
    url = os.environ.get(VARIABLE)
    if not url:
        parser.error(f"{VARIABLE} is not set")
    upgrade(url)
    logs.get_logger().info("the database is up to date")


if __name__ == "__main__":
    logs.configure("INFO", tier="migrate")
    main()
