"""The gallery in memory: exact whatever its history, cheap to change, and small."""

import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.gallery import table
from app_tier.gallery.index import MemoryGallery
from app_tier.matching import Neighbour
from pipeline.gallery import Ids, Segment, Templates, Units, no_ids, unit, unpack_ids

MODEL = "ours"
WIDTH = 16


def directions(rng: np.random.Generator, count: int, width: int = WIDTH) -> Units:
    return unit(rng.standard_normal((count, width)).astype(np.float32))


def crowd(rng: np.random.Generator, count: int, width: int = WIDTH) -> Templates:
    """Return people who look anyhow, named ones and strangers, of one to five faces."""
    return Templates(
        model=MODEL,
        ids=rng.integers(0, 256, (count, 16), dtype=np.uint8),
        strangers=rng.random(count) < 0.3,
        faces=rng.integers(1, 6, count).astype(np.uint16),
        centres=directions(rng, count, width),
        veto_ids=no_ids(),
        vetoes=np.empty((0, width), dtype=np.float32),
    )


def named(people: Templates) -> Templates:
    return replace(people, strangers=np.zeros(len(people), dtype=np.bool_))


def gallery_of(people: Templates) -> MemoryGallery:
    return MemoryGallery().after([Segment(first=1, last=1, templates=(people,))], 1, MODEL)


def changed(gallery: MemoryGallery, people: Templates, removed: Ids | None = None) -> MemoryGallery:
    """Return the gallery after the next version, which changes these people."""
    version = gallery.version + 1
    segment = Segment(
        first=version,
        last=version,
        templates=(people,),
        removed=no_ids() if removed is None else removed,
    )
    return gallery.after([segment], version, MODEL)


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """A person, as a gallery that is written by hand has them."""

    stranger: bool
    faces: int
    centre: NDArray[np.float32]
    vetoes: NDArray[np.float32]


def known(people: Templates) -> dict[str, Known]:
    return {
        person_id: Known(
            stranger=bool(people.strangers[row]),
            faces=int(people.faces[row]),
            centre=people.centres[row],
            vetoes=people.vetoes[(people.veto_ids == people.ids[row]).all(axis=1)],
        )
        for row, person_id in enumerate(unpack_ids(people.ids))
    }


def by_hand(
    everybody: dict[str, Known], face: NDArray[np.float32], handicap: float, strangers: bool = False
) -> list[tuple[float, float, str]]:
    """Return handicapped distance, distance and id of all who are not passed over, nearest first."""
    found = []
    for person_id, person in everybody.items():
        distance = float(np.linalg.norm(person.centre - face))
        passed_over = any(np.linalg.norm(veto - face) < distance for veto in person.vetoes)
        if person.stranger == strangers and not passed_over:
            found.append((distance + handicap * (1 - 1 / person.faces), distance, person_id))
    return sorted(found)


def assert_same(found: Sequence[Neighbour], expected: Sequence[tuple[float, float, str]]) -> None:
    assert [each.person_id for each in found] == [person_id for _, _, person_id in expected]
    assert [each.distance for each in found] == pytest.approx([each[1] for each in expected], abs=1e-6)
    assert [each.handicapped for each in found] == pytest.approx([each[0] for each in expected], abs=1e-6)


@pytest.fixture(params=[7, 64, 4096])
def block_rows(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have blocks of several sizes, so that few people already fill many."""
    monkeypatch.setattr(table, "BLOCK_ROWS", request.param)


@pytest.mark.usefixtures("block_rows")
@pytest.mark.parametrize("handicap", [0.0, 0.04, 0.5])
@pytest.mark.parametrize("count", [1, 4, 1000])
def test_a_search_is_exact(handicap: float, count: int) -> None:
    rng = np.random.default_rng(1)
    people, faces = crowd(rng, 600), directions(rng, 5)
    gallery = gallery_of(people)

    nearest = gallery.nearest_people(faces, count, handicap)
    strangers = gallery.nearest_strangers(faces, count, handicap)

    for face, found, nameless in zip(faces, nearest, strangers, strict=True):
        assert_same(found, by_hand(known(people), face, handicap)[:count])
        assert_same(nameless, by_hand(known(people), face, handicap, strangers=True)[:count])


@pytest.mark.usefixtures("block_rows")
def test_after_any_history_it_is_as_if_it_were_written_by_hand() -> None:
    rng = np.random.default_rng(2)
    gallery, everybody = MemoryGallery(), dict[str, Known]()
    ids = rng.integers(0, 256, (200, 16), dtype=np.uint8)

    for _ in range(60):
        chosen = rng.permutation(200)[: rng.integers(1, 25)]
        people = replace(crowd(rng, len(chosen)), ids=ids[chosen])
        gone = ids[rng.permutation(200)[: rng.integers(0, 12)]]
        gallery = changed(gallery, people, gone)
        everybody = {each: person for each, person in everybody.items() if each not in unpack_ids(gone)}
        everybody |= known(people)

        (face,) = directions(rng, 1)
        assert_same(gallery.nearest_people(face[None], 9, 0.04)[0], by_hand(everybody, face, 0.04)[:9])
        assert gallery.people == len(by_hand(everybody, face, 0.0))
        assert gallery.nameless == len(everybody) - gallery.people


@pytest.mark.usefixtures("block_rows")
def test_many_segments_at_once_lead_where_they_lead_one_by_one() -> None:
    rng = np.random.default_rng(3)
    ids = rng.integers(0, 256, (80, 16), dtype=np.uint8)
    segments = [
        Segment(
            first=version,
            last=version,
            templates=(replace(crowd(rng, 10), ids=ids[rng.permutation(80)[:10]]),),
            removed=ids[rng.permutation(80)[:3]],
        )
        for version in range(1, 40)
    ]
    one_by_one = MemoryGallery()
    for segment in segments:
        one_by_one = one_by_one.after([segment], segment.last, MODEL)

    at_once = MemoryGallery().after(segments, 39, MODEL)

    faces = directions(rng, 3)
    assert at_once.nearest_people(faces, 100, 0.04) == one_by_one.nearest_people(faces, 100, 0.04)
    assert at_once.nearest_strangers(faces, 100, 0.04) == one_by_one.nearest_strangers(faces, 100, 0.04)


@pytest.mark.usefixtures("block_rows")
def test_whoever_a_face_was_told_apart_from_is_passed_over_among_many() -> None:
    rng = np.random.default_rng(4)
    people, faces = crowd(rng, 300), directions(rng, 4)
    wrong = np.concatenate([people.ids[:50], people.ids[:50]])
    vetoes = unit(np.repeat(faces, 25, axis=0) + 0.4 * directions(rng, 100))
    people = replace(people, veto_ids=wrong, vetoes=vetoes)

    nearest = gallery_of(people).nearest_people(faces, 300, 0.04)

    for face, found in zip(faces, nearest, strict=True):
        assert_same(found, by_hand(known(people), face, 0.04))
        assert len(found) < gallery_of(people).people


def test_who_is_told_apart_from_all_asked_faces_hides_nobody() -> None:
    rng = np.random.default_rng(5)
    (face,) = directions(rng, 1)
    people = named(crowd(rng, 3))
    vetoed = replace(people, veto_ids=people.ids[:2], vetoes=np.stack([face, face]))

    (found,) = gallery_of(vetoed).nearest_people(face[None], 2, 0.0)

    assert [each.person_id for each in found] == unpack_ids(people.ids[2:])


def test_a_face_is_at_no_distance_from_itself_however_many_are_asked_together() -> None:
    rng = np.random.default_rng(6)
    people = named(crowd(rng, 500, width=128))
    gallery = gallery_of(people)

    together = gallery.nearest_people(people.centres[:32], 3, 0.04)

    assert [found[0].distance for found in together] == [0.0] * 32
    assert together == [gallery.nearest_people(face[None], 3, 0.04)[0] for face in people.centres[:32]]


def test_of_people_who_are_equally_near_the_lesser_id_comes_first() -> None:
    rng = np.random.default_rng(7)
    twins = named(crowd(rng, 40))
    twins = replace(twins, centres=np.repeat(twins.centres[:1], 40, axis=0), faces=np.full(40, 2, np.uint16))

    (found,) = gallery_of(twins).nearest_people(twins.centres[:1], 5, 0.04)

    assert [each.person_id for each in found] == sorted(unpack_ids(twins.ids))[:5]


def test_ids_that_end_in_zeros_are_kept_apart_and_whole() -> None:
    rng = np.random.default_rng(8)
    ids = np.zeros((3, 16), dtype=np.uint8)
    ids[1, 0], ids[2, :2] = 7, (7, 1)
    people = replace(named(crowd(rng, 3)), ids=ids)

    gallery = changed(gallery_of(people), named(crowd(rng, 1)), removed=ids[1:2])

    (found,) = gallery.nearest_people(people.centres[:1], 9, 0.0)
    assert {each.person_id for each in found} >= {"00" * 16, "0701" + "00" * 14}
    assert len(found) == 3


def test_nobody_asked_for_is_nobody_found() -> None:
    rng = np.random.default_rng(9)
    gallery = gallery_of(crowd(rng, 5))

    assert gallery.nearest_people(directions(rng, 2), 0, 0.04) == [[], []]


def test_a_change_copies_one_block_and_shares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "BLOCK_ROWS", 32)
    rng = np.random.default_rng(10)
    before = gallery_of(named(crowd(rng, 1000)))

    after = changed(before, named(crowd(rng, 1)))

    shared = {id(block) for block in before.named.blocks} & {id(block) for block in after.named.blocks}
    assert len(shared) == len(before.named.blocks) - 1
    assert after.people == 1001


def test_blocks_stay_small_while_a_gallery_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "BLOCK_ROWS", 32)
    rng, gallery = np.random.default_rng(11), MemoryGallery()

    for _ in range(300):
        gallery = changed(gallery, named(crowd(rng, 1)))

    sizes = [len(block) for block in gallery.named.blocks]
    assert sum(sizes) == 300
    assert max(sizes) <= 32
    assert min(sizes) >= 16


def test_an_older_snapshot_answers_as_before() -> None:
    rng = np.random.default_rng(12)
    people = named(crowd(rng, 50))
    before = gallery_of(people)
    answer = before.nearest_people(people.centres[:1], 3, 0.04)

    after = changed(before, replace(people, centres=people.centres[::-1]), removed=no_ids())

    assert before.nearest_people(people.centres[:1], 3, 0.04) == answer
    assert after.nearest_people(people.centres[:1], 1, 0.0)[0][0].person_id == unpack_ids(people.ids[-1:])[0]


def test_a_person_takes_less_than_600_bytes_and_nothing_of_the_segments_is_held() -> None:
    rng = np.random.default_rng(13)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    gallery = gallery_of(named(crowd(rng, 20_000, width=128)))

    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 512 < taken / gallery.people < 600
