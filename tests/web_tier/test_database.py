"""The database: the migrations make the models' tables, and a hundred threads may write."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from web_tier import migrate
from web_tier.database import Sessions, connect, open_sessions, upgrade
from web_tier.models import Base, Collection, Person

ROOT = Path(__file__).parents[2]


def test_the_migrations_make_exactly_the_tables_of_the_models(database_url: str) -> None:
    engine = connect(database_url)

    with engine.connect() as connection:
        # defaults of columns are the models' affair; in the tables they only filled the rows there were
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    engine.dispose()
    assert differences == []


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    engine = connect(database_url)
    with open_sessions(engine).begin() as session:
        session.add(Collection(name="default", version=7, created_at=0.0))

    upgrade(database_url)

    with open_sessions(engine)() as session:
        assert session.get_one(Collection, "default").version == 7
    engine.dispose()


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "facefleet.db"

    upgrade(f"sqlite:///{path}")

    assert path.is_file()


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'facefleet.db'}"

    exit_codes = _migrate_in_two_processes(url)

    assert exit_codes == [0, 0]
    assert _tables(url) == {*Base.metadata.tables, "alembic_version"}


def test_two_processes_may_migrate_postgresql_at_once(empty_postgresql_url: str) -> None:
    exit_codes = _migrate_in_two_processes(empty_postgresql_url)

    assert exit_codes == [0, 0]
    assert _tables(empty_postgresql_url) == {*Base.metadata.tables, "alembic_version"}


def test_migrating_needs_the_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FACEFLEET_DATABASE_URL", raising=False)

    with pytest.raises(SystemExit) as stopped:
        migrate.main([])

    assert stopped.value.code == 2
    assert "FACEFLEET_DATABASE_URL" in capsys.readouterr().err


def test_a_plain_postgresql_url_takes_the_installed_driver() -> None:
    assert connect("postgresql://somewhere/faces").url.drivername == "postgresql+psycopg"


def test_sqlite_is_set_up_for_many_threads(sqlite_url: str) -> None:
    engine = connect(sqlite_url)

    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }

    engine.dispose()
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30_000}


def test_references_are_kept(sessions: Sessions) -> None:
    with pytest.raises(IntegrityError), sessions.begin() as session:
        session.add(_homeless("Ada"))


def test_the_error_of_a_statement_names_nobody(sessions: Sessions) -> None:
    with pytest.raises(IntegrityError) as failed, sessions.begin() as session:
        session.add(_homeless("Ada"))

    assert "Ada" not in str(failed.value)


def test_threads_that_read_before_they_write_lose_no_update(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(Collection(name="default", created_at=0.0))

    def raise_version(_turn: int) -> None:
        with sessions.begin() as session:
            found = session.scalars(select(Collection).with_for_update()).one()
            found.version += 1

    with ThreadPoolExecutor(100) as threads:
        list(threads.map(raise_version, range(200)))

    with sessions() as session:
        assert session.scalars(select(Collection.version)).one() == 200


def test_a_reader_does_not_wait_for_a_writer(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(Collection(name="default", created_at=0.0))

    with sessions.begin() as writer:
        writer.execute(update(Collection).values(version=1))
        seen: list[int] = []
        reader = threading.Thread(target=lambda: seen.append(_version(sessions)))
        reader.start()
        reader.join(timeout=5)

    assert seen == [0]


def test_objects_stay_readable_after_the_commit(sessions: Sessions) -> None:
    with sessions.begin() as session:
        made = Collection(name="default", created_at=0.0)
        session.add(made)

    assert made.version == 0


def _homeless(name: str) -> Person:
    return Person(
        id="p", collection="nowhere", name=name, external_id=None, details={}, created_at=0.0, updated_at=0.0
    )


def _version(sessions: Sessions) -> int:
    with sessions() as session:
        return session.scalars(select(Collection.version)).one()


def _tables(url: str) -> set[str]:
    engine = connect(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def _migrate_in_two_processes(url: str) -> list[int]:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "web_tier.migrate"], env={"FACEFLEET_DATABASE_URL": url}, cwd=ROOT
        )
        for _ in range(2)
    ]
    return [process.wait(timeout=60) for process in started]
