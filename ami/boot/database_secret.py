"""Fetches the database's URL before the web tier starts: `python -m ami.boot.database_secret`.

User data holds no secrets: it names one, in FACEFLEET_DATABASE_SECRET.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from ami.boot.environment_file import write_environment
from pipeline.errors import FacefleetError

SECRET = "FACEFLEET_DATABASE_SECRET"  # noqa: S105 - the variable's name
_URL_SCHEMES = ("postgresql://", "sqlite:///")


class UnreadableSecret(FacefleetError):
    """The secret holds neither a database URL nor the members that RDS writes."""


def main(environment: Mapping[str, str]) -> int:
    """Write the URL into the unit's own folder, if a secret is named; return the process's exit code."""
    name = environment.get(SECRET)
    if not name:
        return 0
    try:
        secret = boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        url = database_url(secret)
    except (BotoCoreError, ClientError, FacefleetError) as error:
        sys.stderr.write(f"the secret {name} cannot be used: {error}\n")
        return 1
    file = Path(environment["RUNTIME_DIRECTORY"]) / "database.env"
    write_environment(file, {"FACEFLEET_DATABASE_URL": url}, mode=0o600)
    return 0


def database_url(secret: str) -> str:
    """Return the URL that a secret means: its text, or made of RDS's JSON. Raises UnreadableSecret.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
    """
    if secret.startswith(_URL_SCHEMES):
        return secret.strip()
    try:
        members = json.loads(secret)
        user, password = (quote(str(members[name]), safe="") for name in ("username", "password"))
        place = f"{members['host']}:{int(members.get('port', 5432))}/{members['dbname']}"
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableSecret from None  # the cause would show the secret
    return f"postgresql://{user}:{password}@{place}?sslmode=require"


if __name__ == "__main__":
    sys.exit(main(os.environ))
