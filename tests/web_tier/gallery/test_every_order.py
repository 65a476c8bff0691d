"""Whatever happens in whatever order, crashes included: the bucket becomes what the database says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from pipeline.errors import ServiceUnavailable
from pipeline.keys import manifest_key
from tests.web_tier.gallery import made_gallery as made
from tests.web_tier.gallery import reading
from tests.web_tier.gallery.made_gallery import COLLECTION
from tests.web_tier.gallery.reading import Reader, Replayed
from tests.web_tier.gallery.stores import FragileBucket, Killed
from web_tier.database import connect, open_sessions
from web_tier.gallery import compaction
from web_tier.gallery.publishing import GalleryPublisher
from web_tier.models import Face, Person, PersonKind

DIMENSIONS = 64
MODELS = st.sampled_from(("one", "other"))
KINDS = st.sampled_from(PersonKind)
SOMEBODY = st.integers(min_value=0, max_value=5)  #: the n-th of those who are there, modulo their number
FEW = st.integers(min_value=1, max_value=3)
#: How many changes of the bucket go well; None: all.
CRASHES = st.none() | st.none() | st.integers(min_value=0, max_value=6)
SETTINGS = settings(
    max_examples=40,
    stateful_step_count=30,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
Row = TypeVar("Row", Person, Face)


class Gallery(RuleBasedStateMachine):
    """A web process and a worker. Each face has a direction of its own: a centre tells what it is made of."""

    path: Path  #: an empty database

    def begin(self) -> None:
        self.engine = connect(f"sqlite:///{self.path}")
        self.sessions = open_sessions(self.engine)
        self.bucket = FragileBucket()
        self.publisher = GalleryPublisher(self.sessions, self.bucket)
        self.reader = Reader()
        self.directions = 0
        self.forgotten: set[int] = set()
        self.is_clean = True  #: whether all that was deleted has been published

    @rule(kind=KINDS, faces=FEW, model=MODELS)
    def somebody_comes(self, kind: PersonKind, faces: int, model: str) -> None:
        made.add_person(self.sessions, *(self._direction() for _ in range(faces)), kind=kind, model=model)

    @rule(who=SOMEBODY, model=MODELS)
    def somebody_gets_a_face(self, who: int, model: str) -> None:
        for person in self._pick(Person, who):
            made.add_faces(self.sessions, person.id, self._direction(), model=model)

    @rule(who=SOMEBODY, model=MODELS)
    def somebody_is_told_apart(self, who: int, model: str) -> None:
        for person in self._pick(Person, who):
            made.add_veto(self.sessions, person.id, self._direction(), model=model)

    @rule(which=SOMEBODY)
    def a_face_is_deleted(self, which: int) -> None:
        for face in self._pick(Face, which):
            self._forget([face.id])
            made.delete_face(self.sessions, face.id)

    @rule(who=SOMEBODY)
    def somebody_is_deleted(self, who: int) -> None:
        for person in self._pick(Person, who):
            self._forget(made.faces_of(self.sessions, person.id))
            made.delete_person(self.sessions, person.id)

    @rule(who=SOMEBODY)
    def somebody_is_suspended_or_comes_back(self, who: int) -> None:
        for person in self._pick(Person, who):
            made.change(self.sessions, person.id, suspended=not person.suspended)

    @rule(who=SOMEBODY)
    def somebody_is_named(self, who: int) -> None:
        for person in self._pick(Person, who):
            made.change(self.sessions, person.id, kind=PersonKind.PERSON)

    @rule(who=SOMEBODY, other=SOMEBODY)
    def two_become_one(self, who: int, other: int) -> None:
        people = {person.id for number in (who, other) for person in self._pick(Person, number)}
        if len(people) == 2:
            made.merge(self.sessions, *people)

    @rule(goes_well=CRASHES, dies=st.booleans())
    def a_request_publishes(self, goes_well: int | None, dies: bool) -> None:
        with self._perhaps_crashing(goes_well, dies):
            version = self.publisher.publish(COLLECTION)
            self.is_clean = True
            if version:
                assert version <= reading.manifest_in(self.bucket).version
                assert _named(reading.read(self.bucket)) == _named(reading.enrolled(self.sessions))

    # once more, since it is so often the next thing
    @rule()
    def another_request_publishes(self) -> None:
        self.a_request_publishes(None, False)

    @rule(goes_well=CRASHES, dies=st.booleans())
    def the_background_steps(self, goes_well: int | None, dies: bool) -> None:
        with self._perhaps_crashing(goes_well, dies):
            self.publisher.step()
            self.is_clean = True
            if made.rows_of(self.sessions):
                assert reading.read(self.bucket) == reading.enrolled(self.sessions)
                assert set(self.bucket.keys()) == reading.listed(self.bucket)

    @rule()
    @precondition(lambda self: manifest_key(COLLECTION) in set(self.bucket.keys()))
    def the_worker_catches_up(self) -> None:
        assert self.reader.catch_up(self.bucket).people == reading.read(self.bucket)

    @invariant()
    def nobody_who_is_gone_is_left(self) -> None:
        if self.is_clean:
            assert not self.forgotten & _directions_in(self.bucket)

    def teardown(self) -> None:
        self.the_background_steps(None, False)
        self.engine.dispose()

    @contextmanager
    def _perhaps_crashing(self, goes_well: int | None, dies: bool) -> Iterator[None]:
        self.bucket.changes_left, self.bucket.dies = goes_well, dies
        try:
            yield
        except ServiceUnavailable:
            pass
        except Killed:
            self.publisher = GalleryPublisher(self.sessions, self.bucket)
        finally:
            self.bucket.changes_left = None

    def _direction(self) -> list[float]:
        self.directions += 1
        return [2.0 * (n == self.directions) for n in range(DIMENSIONS)]

    def _forget(self, face_ids: list[str]) -> None:
        with self.sessions() as session:
            for embedding in session.scalars(select(Face.embedding).where(Face.id.in_(face_ids))):
                self.forgotten.add(int(np.frombuffer(embedding, dtype="<f4").argmax()))
        self.is_clean = False

    def _pick(self, table: type[Row], number: int) -> list[Row]:
        with self.sessions() as session:
            rows = session.query(table).order_by(table.id).all()
        return [rows[number % len(rows)]] if rows else []


def _named(people: Replayed) -> Replayed:
    return {each: known for each, known in people.items() if not any(k.is_stranger for k in known.values())}


def _directions_in(bucket: FragileBucket) -> set[int]:
    """Return which faces any object still holds something of."""
    groups = [group for segment in reading.segments_in(bucket) for group in segment.templates]
    return {int(n) for group in groups for n in np.flatnonzero(group.centres.any(axis=0))}


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have few people make many segments."""
    monkeypatch.setattr(compaction, "LARGEST", 6)
    monkeypatch.setattr(compaction, "SMALL", 3)
    monkeypatch.setattr(compaction, "MANY", 2)


@pytest.mark.usefixtures("small_segments")
def test_the_bucket_becomes_what_the_database_says(sqlite_template: Path, tmp_path: Path) -> None:
    class HereAndNow(Gallery):
        path = tmp_path / "gallery.db"

        @initialize()
        def begin(self) -> None:
            copy(sqlite_template, self.path)
            super().begin()

    run_state_machine_as_test(HereAndNow, settings=SETTINGS)
