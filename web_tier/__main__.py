"""Starts the web tier: `python -m web_tier`."""

import argparse
import sys

from pipeline.errors import InvalidSettings
from pipeline.settings import load
from web_tier.server import Server
from web_tier.settings import WebSettings

DESCRIPTION = """\
Serve Facefleet over HTTP. All settings are environment variables; the main ones:

  FACEFLEET_HOST, FACEFLEET_PORT    where to listen (127.0.0.1:8000)
  FACEFLEET_DATABASE_URL            sqlite:///data/facefleet.db or postgresql://user@host/name
  FACEFLEET_INPUT_BUCKET, …_OUTPUT_BUCKET, …_STATE_BUCKET, …_REQUEST_QUEUE
  AWS_ENDPOINT_URL, AWS_DEFAULT_REGION and the other variables of AWS

The tables must be there: python -m web_tier.migrate"""


def main() -> None:
    """Run until SIGTERM or SIGINT. Exits with status 2 and the list where settings are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m web_tier",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args()
    try:
        settings = load(WebSettings)
    except InvalidSettings as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    Server(settings).run()


if __name__ == "__main__":
    main()
