"""Faces as directions on a plane, and in space around one: so that a test can say how far they are apart."""

import math

import numpy as np
from numpy.typing import NDArray

from pipeline.gallery import unit
from web_tier.strangers.placing import Cluster


def at(degrees: float) -> NDArray[np.float32]:
    """Return a unit embedding that points so."""
    angle = math.radians(degrees)
    return np.array([math.cos(angle), math.sin(angle)], dtype=np.float32)


def chord(degrees: float) -> float:
    """Return the distance between two embeddings so far apart."""
    return 2 * math.sin(math.radians(degrees) / 2)


def cluster(name: str, degrees: float, faces: int = 1) -> Cluster:
    """Return a stranger who was seen so."""
    return Cluster(person_id=name, centre=at(degrees), faces=faces)


def crowd(people: int, pictures: int, *, spread: float, seed: int = 0) -> NDArray[np.float32]:
    """Return pictures of people in 16 dimensions, one person after another; shape (people * pictures, 16)."""
    rng = np.random.default_rng(seed)
    directions = np.repeat(unit(rng.standard_normal((people, 16)).astype(np.float32)), pictures, axis=0)
    return unit(directions + spread * rng.standard_normal(directions.shape).astype(np.float32))
