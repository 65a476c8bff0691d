"""In how many portraits, with and without a mask, an engine finds a face."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.faces.engine_pool import EnginePool
from benchmarks.faces.errors import DataMissing
from benchmarks.faces.findings import Findings, per_cent
from benchmarks.pictures import Picture
from pipeline.messages import Options

_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})


def masks_findings(pool: EnginePool, folder: Path) -> Findings:
    """Return the share of all pictures below `folder`, one face each, that have a face found."""
    paths = portraits(folder)
    pictures = (Picture(name=str(path.relative_to(folder)), data=path.read_bytes()) for path in paths)
    analyses = pool.analyse(pictures, len(paths), Options(), "masks")
    return summary([path.parent.name for path in paths], [len(analysis.faces) for analysis in analyses])


def portraits(folder: Path) -> list[Path]:
    """Return the pictures below the folder, sorted. Raises DataMissing if there are none."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    if not paths:
        raise DataMissing(f"There are no pictures in {folder}.")
    return paths


def summary(groups: Sequence[str], boxes: Sequence[int]) -> Findings:
    """Return the figure from each picture's folder and how many boxes it got."""
    by_group = {
        group: _recall([count for name, count in zip(groups, boxes, strict=True) if name == group])
        for group in sorted(set(groups))
    }
    return Findings(
        figures={"masks_recall": _recall(boxes)},
        details={
            "masks_pictures": len(boxes),
            "masks_boxes": sum(boxes),
            "masks_recall_by_folder": by_group,
        },
    )


def _recall(boxes: Sequence[int]) -> float:
    return per_cent(sum(count > 0 for count in boxes) / len(boxes))
