"""One look at all stores: the buckets first, since rows come before their objects, then the tables."""

from collections.abc import Callable, Iterator, Mapping

from scripts.orphans.buckets import Bucket, image_orphans, look, output_orphans, state_orphans
from scripts.orphans.exports import Exports
from scripts.orphans.findings import Findings, Orphan, Place
from scripts.orphans.galleries import gallery_orphans
from scripts.orphans.rows import Rows, read_rows
from scripts.orphans.tables import table_orphans
from web_tier.outside import Outside

Say = Callable[[str], None]


def orphans(outside: Outside) -> list[Orphan]:
    """Return what belongs to nothing in the buckets and the tables."""
    return list(check(outside, {}, lambda _: None).orphans)


def check(outside: Outside, exports: Exports, say: Say) -> Findings:
    """Look at everything. Raises ServiceUnavailable and sqlalchemy.exc.OperationalError."""
    known: dict[Place, set[str]] = {}
    for place, read in exports.items():
        say(f"Reading {place} …")
        known[place] = read()
    images, output, state = _looked(outside, say)
    say("Reading the tables …")
    with outside.sessions() as session:
        rows = read_rows(session)
        found = list(table_orphans(session))
    say("Reading results, crops and galleries …")
    for part in (image_orphans(images, rows), output_orphans(output, rows), state_orphans(state, rows)):
        found += part
    found += [*gallery_orphans(state, rows), *_exports_of_nobody(known, rows)]
    count = sum(len(bucket.keys) for bucket in (images, output, state)) + sum(map(len, known.values()))
    return Findings(orphans=tuple(sorted(found)), notes=tuple(_notes(state, rows)), looked_at=count)


def _looked(outside: Outside, say: Say) -> list[Bucket]:
    stores = {Place.INPUT: outside.images, Place.OUTPUT: outside.output, Place.STATE: outside.state}
    buckets = []
    for place, store in stores.items():
        say(f"Listing the {place} …")
        buckets.append(look(place, store))
    return buckets


def _exports_of_nobody(known: Mapping[Place, set[str]], rows: Rows) -> Iterator[Orphan]:
    for place, people in known.items():
        for person_id in sorted(people - rows.people.keys() - rows.left):
            yield Orphan(place=place, key=person_id, reason="is gone")


def _notes(state: Bucket, rows: Rows) -> Iterator[str]:
    missing = len(rows.crop_keys.difference(state.keys))
    if missing:
        yield f"{missing} faces or sightings have lost their picture"
    if rows.left:
        yield f"{len(rows.left)} objects are about to be removed by deletions"
    stale = sum(rows.segments.values())
    if stale:
        yield f"{stale} gallery segments wait to be written anew"
