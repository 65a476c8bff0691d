"""The database's password comes from Secrets Manager and lies where only the web tier reads it."""

import json
import stat
from pathlib import Path

import boto3
import pytest

from ami.boot import database_secret
from ami.boot.database_secret import UnreadableSecret, database_url

RDS = {
    "engine": "postgres",
    "username": "facefleet",
    "password": "p@ss/w:rd",
    "host": "db.example",
    "port": 5433,
    "dbname": "facefleet",
}


def test_the_members_that_rds_writes_make_a_url() -> None:
    url = database_url(json.dumps(RDS))

    assert url == "postgresql://facefleet:p%40ss%2Fw%3Ard@db.example:5433/facefleet?sslmode=require"


def test_a_secret_may_be_the_url_itself() -> None:
    assert database_url("postgresql://u:p@host/name\n") == "postgresql://u:p@host/name"


@pytest.mark.parametrize("secret", ["hunter2", "[]", '"hunter2"', '{"password": "hunter2"}'])
def test_any_other_secret_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(UnreadableSecret) as refused:
        database_url(secret)

    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.usefixtures("cloud")
def test_the_url_is_written_for_its_own_unit_alone(tmp_path: Path) -> None:
    boto3.client("secretsmanager").create_secret(Name="the-database", SecretString=json.dumps(RDS))

    outcome = database_secret.main(
        {"FACEFLEET_DATABASE_SECRET": "the-database", "RUNTIME_DIRECTORY": str(tmp_path)}
    )

    assert outcome == 0
    [file] = tmp_path.iterdir()
    assert file.read_text().startswith('FACEFLEET_DATABASE_URL="postgresql://facefleet:p%40')
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("cloud")
def test_a_secret_that_is_not_there_keeps_the_web_tier_from_starting(tmp_path: Path) -> None:
    outcome = database_secret.main({"FACEFLEET_DATABASE_SECRET": "none", "RUNTIME_DIRECTORY": str(tmp_path)})

    assert outcome == 1
    assert list(tmp_path.iterdir()) == []


def test_without_a_secret_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert database_secret.main({"RUNTIME_DIRECTORY": str(tmp_path)}) == 0
    assert list(tmp_path.iterdir()) == []
