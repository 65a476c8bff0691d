"""People whose pictures are points around a direction of their own, and all of them around a common one."""

import numpy as np

from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.matching.people import Person, people_of


def made_pictures(people: int, pictures: int, *, spread: float = 0.1, seed: int = 0) -> EmbeddedPictures:
    """Return so many pictures of each, all as long as they like, in 24 dimensions."""
    rng = np.random.default_rng(seed)
    names = tuple(f"p{person}/{number}.jpg" for person in range(people) for number in range(pictures))
    people_there = rng.standard_normal((people, 24)) + 1.5 * rng.standard_normal(24)
    directions = np.repeat(people_there, pictures, axis=0)
    embeddings = 3 * (directions + spread * rng.standard_normal(directions.shape))
    return EmbeddedPictures(names=names, embeddings=embeddings.astype(np.float32))


def made_people(people: int, pictures: int, *, spread: float = 0.1, seed: int = 0) -> list[Person]:
    """Return the same as people."""
    pictures_there = made_pictures(people, pictures, spread=spread, seed=seed)
    return people_of(pictures_there, pictures_there)
