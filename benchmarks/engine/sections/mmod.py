"""dlib's CNN detector (MMOD) and its twin: how fast, and whether both find the same faces."""

from collections.abc import Mapping
from dataclasses import asdict

from app_tier.engine.pixels import Pixels
from benchmarks.engine.agreement import Agreement, agreement, detected_by_dlib
from benchmarks.engine.contest import contest
from benchmarks.engine.contestants import DLIB, cnn_detectors
from benchmarks.engine.scenes import decoded, scene
from benchmarks.engine.setting import EXACT, OURS, Setting
from benchmarks.faces.findings import Findings
from benchmarks.pictures import pictures

_ROUNDS = 9
#: Portraits on which the found faces are compared, and the largest photos, unless all are wanted.
_PORTRAITS, _ALL_PORTRAITS = 60, 2000
_MOST_PIXELS, _ANY_PIXELS = 1_200_000, 40_000_000


def measure(setting: Setting) -> Findings:
    """Compare their times at 480p, and their faces on portraits and photos."""
    sample = _sample(setting)
    print(f"  dlib's faces on {len(sample)} pictures", flush=True)
    theirs = detected_by_dlib(sample)
    with contest(cnn_detectors(setting)) as detecting:
        timed = detecting.compare(decoded(scene("480p", 1, setting.pictures).data), _ROUNDS)
        ours = {name: [detecting.once(name, each) for each in sample] for name in (OURS, EXACT)}
    ms = {name: each.stages["detect"] for name, each in timed.items()}
    agreements = {name: agreement(theirs, boxes) for name, boxes in ours.items()}
    return Findings(
        figures=figures(ms, agreements[OURS]),
        details={
            "ms": ms,
            "pictures": len(sample),
            "agreement": {name: asdict(each) for name, each in agreements.items()},
        },
    )


def figures(ms: Mapping[str, float], agreed: Agreement) -> dict[str, float]:
    """Return the figures; where dlib finds no face, none can be agreed upon."""
    speedup = {"mmod_speedup_vs_dlib_cnn_480p": ms[DLIB] / ms[OURS]}
    return speedup | ({"mmod_agreement": agreed.share} if agreed.boxes else {})


def _sample(setting: Setting) -> list[Pixels]:
    most, most_pixels = (_ALL_PORTRAITS, _ANY_PIXELS) if setting.thorough else (_PORTRAITS, _MOST_PIXELS)
    portraits = [each.data for each in pictures(setting.pictures / "lfw", most)]
    photos = [path.read_bytes() for path in sorted((setting.pictures / "photos").glob("*.jpg"))]
    found = [decoded(data) for data in (*photos, *dict.fromkeys(portraits))]
    return [pixels for pixels in found if pixels.shape[0] * pixels.shape[1] <= most_pixels]
