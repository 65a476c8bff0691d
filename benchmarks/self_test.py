"""Writes what the workers' self-test looks at and expects, from what the shipped packs find on this machine.

Needed when a pack's version changes. A pack whose files are not here keeps what it has.
"""

import json

import numpy as np

from app_tier.engine.engine import FaceEngine
from app_tier.engine.manifest import InvalidPack
from app_tier.engine.packs import EngineChoice, load_engine, shipped_packs
from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.self_test.expectations import FOLDER, name_of
from app_tier.settings import WorkerSettings
from benchmarks.options import command
from benchmarks.pictures import drawn_face
from pipeline.gallery import unit
from pipeline.messages import Options
from pipeline.settings import load

_SEED = 0  #: of the faces tried, one that all packs find
_DIGITS = 5


def main() -> None:
    """Write the picture, and the embeddings in single precision."""
    command("self_test", __doc__).parse_args()
    settings = load(WorkerSettings)
    picture, expected = drawn_face(_SEED), FOLDER / "expected.json"
    (FOLDER / "face.jpg").write_bytes(picture)
    embeddings = json.loads(expected.read_text()) if expected.exists() else {}
    for pack in shipped_packs():
        choice = EngineChoice(models=settings.models, pack=pack, runtime=RuntimeName.ONNX_FP32)
        try:
            engine = load_engine(choice)
        except InvalidPack as error:
            print(f"{pack} is left as it is: {error}")
            continue
        embeddings[name_of(engine.model)] = _embedding(engine, picture)
    expected.write_text(json.dumps(embeddings, sort_keys=True))


def _embedding(engine: FaceEngine, picture: bytes) -> list[float]:
    """Return the only face's embedding, of length one."""
    (face,) = engine.analyse(picture, Options()).faces
    return [float(number) for number in np.round(unit(face.embedding).astype(float), _DIGITS)]


if __name__ == "__main__":
    main()
