"""Whose a face is: what was found, and what was said of it since."""

from pipeline.outcomes import Verdict
from pipeline.results import Match
from web_tier.whose import Whose, whose_is

KNOWN = Match(verdict=Verdict.KNOWN, person_id="ada")
UNSURE = Match(verdict=Verdict.UNSURE, person_id="ada")
UNKNOWN = Match(verdict=Verdict.UNKNOWN)
NAMES = {"ada": "Ada", "grace": "Grace"}


def test_a_face_is_whose_it_was_found_to_be() -> None:
    assert whose_is(0, KNOWN, {0: "ada"}, NAMES) == Whose(verdict=Verdict.KNOWN, person_id="ada")
    assert whose_is(0, UNSURE, {0: "ada"}, NAMES) == Whose(verdict=Verdict.UNSURE, person_id="ada")


def test_jobs_of_earlier_versions_have_what_was_found_alone() -> None:
    assert whose_is(0, KNOWN, {}, {}) == Whose(verdict=Verdict.KNOWN, person_id="ada")


def test_an_unknown_face_is_a_strangers() -> None:
    stranger = Whose(verdict=Verdict.UNKNOWN, unknown_id="stranger")

    assert whose_is(0, UNKNOWN, {0: "stranger"}, NAMES) == stranger


def test_it_is_the_persons_that_the_stranger_turned_out_to_be() -> None:
    named = Whose(verdict=Verdict.UNKNOWN, person_id="grace", unknown_id="grace")

    assert whose_is(0, UNKNOWN, {0: "grace"}, NAMES) == named


def test_a_face_goes_with_its_person_into_another() -> None:
    assert whose_is(0, KNOWN, {0: "grace"}, NAMES) == Whose(verdict=Verdict.KNOWN, person_id="grace")


def test_a_face_that_was_taken_from_its_person_is_unknown() -> None:
    assert whose_is(0, KNOWN, {0: None}, NAMES) == Whose(verdict=Verdict.UNKNOWN)
    assert whose_is(0, KNOWN, {0: "stranger"}, NAMES) == Whose(verdict=Verdict.UNKNOWN, unknown_id="stranger")
