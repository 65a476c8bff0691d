"""What every gallery promises, wherever it lies."""

import math

import numpy as np
import pytest

from app_tier.gallery.catching_up import Shelf
from app_tier.gallery.gallery import Gallery
from app_tier.gallery.index import MemoryGallery
from app_tier.matching import Neighbour
from pipeline.gallery import Segment, Templates, no_ids, pack_ids, unit
from tests.app_tier.gallery.publishing import (
    ADA,
    GRACE,
    MODEL,
    SOMEBODY,
    Person,
    id_of,
    looking,
    segment,
    templates,
)


@pytest.fixture
def empty(shelf: Shelf) -> Gallery:
    return shelf.current("c", MemoryGallery())


def people(gallery: Gallery, degrees: float = 0, handicap: float = 0.0) -> list[str]:
    return _ids(gallery.nearest_people(looking(degrees)[None], 9, handicap)[0])


def strangers(gallery: Gallery, degrees: float = 0) -> list[str]:
    return _ids(gallery.nearest_strangers(looking(degrees)[None], 9, 0.0)[0])


def _ids(found: list[Neighbour]) -> list[str]:
    return [each.person_id for each in found]


def ids(*names: str) -> list[str]:
    return [id_of(name) for name in names]


def chord(degrees: float) -> float:
    """Return the distance of two directions."""
    return 2 * math.sin(math.radians(degrees) / 2)


def test_an_empty_gallery_finds_nobody(empty: Gallery) -> None:
    assert (empty.version, empty.people, empty.nameless, empty.foreign) == (0, 0, 0, 0)
    assert people(empty) == strangers(empty) == []
    assert empty.nearest_people(np.empty((0, 2), dtype=np.float32), 3, 0.0) == []


def test_people_are_found_nearest_first_with_their_distance(empty: Gallery) -> None:
    gallery = empty.after([segment(1, GRACE, ADA)], 1, MODEL)

    (found,) = gallery.nearest_people(looking(0)[None], 2, 0.0)

    assert (gallery.version, gallery.people) == (1, 2)
    assert _ids(found) == ids("ada", "grace")
    assert [each.distance for each in found] == pytest.approx([chord(10), chord(60)], abs=1e-6)
    assert [each.handicapped for each in found] == [each.distance for each in found]


def test_people_and_strangers_are_apart(empty: Gallery) -> None:
    gallery = empty.after([segment(1, ADA, SOMEBODY)], 1, MODEL)

    assert (gallery.people, people(gallery)) == (1, ids("ada"))
    assert (gallery.nameless, strangers(gallery)) == (1, ids("somebody"))


def test_several_faces_are_asked_at_once(empty: Gallery) -> None:
    gallery = empty.after([segment(1, GRACE, ADA)], 1, MODEL)

    found = gallery.nearest_people(np.stack([looking(0), looking(90)]), 1, 0.0)

    assert [_ids(each) for each in found] == [ids("ada"), ids("grace")]


def test_who_has_many_faces_must_be_nearer(empty: Gallery) -> None:
    many, one = Person(name="many", degrees=10, faces=4), Person(name="one", degrees=-12)
    gallery = empty.after([segment(1, many, one)], 1, MODEL)

    (found,) = gallery.nearest_people(looking(0)[None], 2, 0.08)

    assert people(gallery) == ids("many", "one")
    assert _ids(found) == ids("one", "many")
    assert [each.handicapped - each.distance for each in found] == pytest.approx([0, 0.06])


def test_the_cut_is_by_the_handicapped_distance(empty: Gallery) -> None:
    many, one = Person(name="many", degrees=10, faces=4), Person(name="one", degrees=-12)
    gallery = empty.after([segment(1, many, one)], 1, MODEL)

    assert _ids(gallery.nearest_people(looking(0)[None], 1, 0.08)[0]) == ids("one")


def test_who_was_told_apart_from_such_a_face_is_passed_over(empty: Gallery) -> None:
    gallery = empty.after([segment(1, Person(name="ada", degrees=10, vetoed=(2,)), GRACE)], 1, MODEL)

    assert people(gallery, 0) == ids("grace")  # nearer to the veto than to Ada
    assert people(gallery, 8) == ids("ada", "grace")


def test_a_veto_is_one_persons_alone(empty: Gallery) -> None:
    gallery = empty.after([segment(1, ADA, Person(name="eve", degrees=11, vetoed=(2,)))], 1, MODEL)

    assert people(gallery, 0) == ids("ada")


def test_a_later_template_replaces_the_earlier_one_with_its_vetoes(empty: Gallery) -> None:
    before = empty.after([segment(1, Person(name="ada", degrees=80, faces=3, vetoed=(0, 5)))], 1, MODEL)

    after = before.after([segment(2, ADA)], 2, MODEL)

    (ada,) = after.nearest_people(looking(0)[None], 9, 0.5)[0]
    assert (after.version, after.people) == (2, 1)
    assert (ada.distance, ada.handicapped) == pytest.approx((chord(10), chord(10)), abs=1e-6)


def test_a_stranger_who_is_named_is_a_stranger_no_more(empty: Gallery) -> None:
    before = empty.after([segment(1, SOMEBODY)], 1, MODEL)

    after = before.after([segment(2, Person(name="somebody", degrees=30))], 2, MODEL)

    assert (after.people, people(after)) == (1, ids("somebody"))
    assert (after.nameless, strangers(after)) == (0, [])


def test_of_several_segments_the_last_word_counts(empty: Gallery) -> None:
    log = [
        segment(1, ADA),
        segment(2, GRACE),
        segment(3, removed=["ada"]),
        segment(4, ADA, removed=["grace"]),
    ]

    assert people(empty.after(log, 4, MODEL)) == ids("ada")


def test_who_is_removed_is_found_no_more(empty: Gallery) -> None:
    before = empty.after([segment(1, ADA, GRACE, SOMEBODY)], 1, MODEL)

    after = before.after([segment(2, removed=["ada", "somebody", "nobody"])], 2, MODEL)

    assert (after.people, people(after), strangers(after)) == (1, ids("grace"), [])


def test_a_segment_from_version_1_on_tells_everything(empty: Gallery) -> None:
    before = empty.after([segment(1, ADA), segment(2, GRACE, SOMEBODY)], 2, MODEL)

    after = before.after([segment(1, GRACE, last=5), segment(6, ADA)], 6, MODEL)

    assert (after.version, people(after), strangers(after)) == (6, ids("ada", "grace"), [])


def test_a_change_of_nobody_raises_the_version_alone(empty: Gallery) -> None:
    before = empty.after([segment(1, ADA)], 1, MODEL)

    after = before.after([segment(2)], 2, MODEL)

    assert (after.version, people(after)) == (2, ids("ada"))


def test_embeddings_of_another_model_are_counted_and_never_met(empty: Gallery) -> None:
    theirs = _of_another_model(GRACE)
    both = Segment(first=1, last=1, templates=(templates(ADA), theirs))

    gallery = empty.after([both], 1, MODEL)

    assert (gallery.people, gallery.foreign, people(gallery)) == (1, 1, ids("ada"))


def test_who_has_embeddings_of_both_models_is_not_missing(empty: Gallery) -> None:
    both = Segment(first=1, last=1, templates=(templates(ADA), _of_another_model(ADA)))

    gallery = empty.after([both], 1, MODEL)

    assert (gallery.people, gallery.foreign, people(gallery)) == (1, 0, ids("ada"))


def test_who_was_embedded_anew_by_another_model_is_gone_and_comes_back(empty: Gallery) -> None:
    ours = empty.after([segment(1, ADA)], 1, MODEL)

    theirs = ours.after([Segment(first=2, last=2, templates=(_of_another_model(ADA),))], 2, MODEL)
    assert (people(theirs), theirs.foreign) == ([], 1)

    again = theirs.after([segment(3, ADA)], 3, MODEL)
    assert (people(again), again.foreign) == (ids("ada"), 0)


def _of_another_model(person: Person) -> Templates:
    """Return a person with embeddings of another kind, and of more dimensions."""
    return Templates(
        model="theirs",
        ids=pack_ids([person.id]),
        strangers=np.array([False]),
        faces=np.array([1], dtype=np.uint16),
        centres=np.eye(1, 5, dtype=np.float32),
        veto_ids=no_ids(),
        vetoes=np.empty((0, 5), dtype=np.float32),
    )


def test_a_search_among_many_agrees_with_a_search_by_hand(empty: Gallery) -> None:
    random = np.random.default_rng(1)
    many = 10_000
    centres = unit(random.standard_normal((many, 16)).astype(np.float32))
    faces = random.integers(1, 9, many, dtype=np.uint16)
    everybody = Templates(
        model=MODEL,
        ids=random.integers(0, 256, (many, 16), dtype=np.uint8),
        strangers=np.zeros(many, dtype=np.bool_),
        faces=faces,
        centres=centres,
        veto_ids=no_ids(),
        vetoes=np.empty((0, 16), dtype=np.float32),
    )
    probe = unit(random.standard_normal(16).astype(np.float32))

    gallery = empty.after([Segment(first=1, last=1, templates=(everybody,))], 1, MODEL)
    (found,) = gallery.nearest_people(probe[None], 5, 0.1)

    distances = np.linalg.norm(centres.astype(np.float64) - probe, axis=1)
    handicapped = distances + 0.1 * (1 - 1 / faces)
    nearest = np.argsort(handicapped)[:5]
    assert gallery.people == many
    assert _ids(found) == [everybody.ids[row].tobytes().hex() for row in nearest]
    assert [each.distance for each in found] == pytest.approx(distances[nearest], abs=1e-5)
    assert [each.handicapped for each in found] == pytest.approx(handicapped[nearest], abs=1e-5)
