"""Opens the SQL database: SQLite (WAL) on one machine, PostgreSQL in production.

`with sessions() as session` reads; `with sessions.begin() as session` writes and commits at its end. The
difference matters on SQLite: a transaction that reads first and writes later fails with "database is locked"
as soon as somebody else wrote in between, so writing transactions take the write lock at their beginning.
Never open a second session inside a writing one: on SQLite it would wait for the first.
"""

import sqlite3
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.orm import Session, SessionTransaction, SessionTransactionOrigin, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

Sessions = sessionmaker[Session]

#: A hundred threads share these, as none holds a session while it waits for a worker; PostgreSQL allows 100.
POOL_SIZE = 16
POOL_OVERFLOW = 16
BUSY_SECONDS = 30  # how long a SQLite transaction waits for the write lock
_LOG_BUSY_SECONDS = 2  # how long emptying the write-ahead log waits for readers
#: Before the file is tried again that another process switches to WAL just now, seconds.
_WAL_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
#: Any number, the same in every version of this program: one process migrates, the others wait for it.
MIGRATION_LOCK = 7_223_091_443


def connect(url: str) -> Engine:
    """Return an engine for `sqlite:///path` or `postgresql://user@host/name`.

    Nothing is opened before its use.
    """
    address = _address(url)
    engine = create_engine(
        address,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_pre_ping=True,
        hide_parameters=True,  # a failed statement's error is logged, and its parameters are names and faces
    )
    if _is_sqlite(address):
        event.listen(engine, "connect", _set_up_sqlite)
    return engine


def open_sessions(engine: Engine) -> Sessions:
    """Return what makes sessions. Objects stay readable after the commit."""
    sessions = sessionmaker(engine, expire_on_commit=False)
    if engine.dialect.name == "sqlite":
        event.listen(sessions, "after_begin", _begin_sqlite)
    return sessions


def close_sessions(sessions: Sessions) -> None:
    """Close the connections that sessions were given."""
    engine: Engine = sessions.kw["bind"]
    engine.dispose()


def empty_log(sessions: Sessions) -> bool:
    """Empty SQLite's write-ahead log, which has what was deleted; whether nobody's reading kept it from that.

    PostgreSQL does such things by itself, in its own time.
    """
    engine: Engine = sessions.kw["bind"]
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_LOG_BUSY_SECONDS * 1000}")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    return not busy


def upgrade(url: str) -> None:
    """Bring the tables up to date, in one transaction; several processes may do so at once."""
    address = _address(url)
    if _is_sqlite(address):
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = connect(url)
    try:
        with engine.begin() as connection:
            _wait_for_turn(connection)
            _migrate(connection)
    finally:
        engine.dispose()


def _migrate(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "web_tier:migrations")
    command.upgrade(config, "head")


def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def _address(url: str) -> URL:
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    return address


def _is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # without this Python begins transactions by itself, and only before some statements; sessions do it here
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    _switch_to_wal(cursor)
    # with WAL a power cut may lose the last commits, nothing more
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # what is deleted is overwritten in the file, too
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _switch_to_wal(cursor: DBAPICursor) -> None:
    """Have readers and a writer not wait for each other; the file remembers it.

    SQLite's own waiting does not cover the first switch: of two processes that open a new file at once, one
    is told that it is locked.
    """
    for pause_seconds in _WAL_PAUSES:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            time.sleep(pause_seconds)
    cursor.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(_session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.parent is None:  # else it is a savepoint within one that was begun
        writes = transaction.origin is SessionTransactionOrigin.BEGIN
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
