"""Who was seen where and when, under /api/v1/sightings."""

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session

from web_tier import people
from web_tier.failures import NotFound
from web_tier.models import Sighting
from web_tier.routes.pictures import jpeg_answer
from web_tier.services import services
from web_tier.sightings import buckets, queries
from web_tier.sightings.answers import BucketOut, BucketsOut, SightingOut, SightingsOut
from web_tier.sightings.buckets import BucketsQuery
from web_tier.sightings.queries import SightingsFilter, SightingsQuery
from web_tier.sightings.table import csv_rows

sightings = APIBlueprint("sightings", __name__, url_prefix="/api/v1/sightings")


@sightings.get("")
@sightings.input(SightingsQuery, location="query")
@sightings.output(SightingsOut)
def list_sightings(query_data: SightingsQuery) -> SightingsOut:
    """List sightings, newest first."""
    with services().sessions() as session:
        page = queries.page(session, query_data)
        names = people.names_of(session, {each.person_id for each in page.items})
    return SightingsOut(items=[SightingOut.of(each, names) for each in page.items], next=page.next)


@sightings.get("/buckets")
@sightings.input(BucketsQuery, location="query")
@sightings.output(BucketsOut)
def list_buckets(query_data: BucketsQuery) -> BucketsOut:
    """Count sightings by spans of time, people and sources; newest first."""
    with services().sessions() as session:
        page = buckets.page(session, query_data)
        names = people.names_of(session, {each.person_id for each in page.items})
    return BucketsOut(items=[BucketOut.of(each, names) for each in page.items], next=page.next)


@sightings.get("/<sighting_id>/crop")
@sightings.doc(responses={200: "`image/jpeg`"})
def get_crop(sighting_id: str) -> Response:
    """Return the picture of a sighting's clearest moment."""
    with services().sessions() as session:
        key = _sighting(session, sighting_id).crop_key
    return jpeg_answer(services().crops.read(key))


exports = APIBlueprint("exports", __name__, url_prefix="/api/v1", tag="sightings")


@exports.get("/sightings.csv")
@exports.input(SightingsFilter, location="query")
@exports.doc(summary="List sightings as CSV", responses={200: "`text/csv`"})
def export_sightings(query_data: SightingsFilter) -> Response:
    """Return all sightings that are asked for, newest first, as a table for spreadsheets."""
    answer = Response(csv_rows(services().sessions, query_data), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="sightings.csv"'
    return answer


def _sighting(session: Session, sighting_id: str) -> Sighting:
    # ids are letters and digits; PostgreSQL refuses to look for a NUL
    found = session.get(Sighting, sighting_id) if sighting_id.isalnum() else None
    if found is None:
        raise NotFound("There is no such sighting.")
    return found
