"""Makes the Flask application around its services; starts nothing."""

from apiflask import APIFlask
from flask import Response, request

from pipeline.heartbeat import VERSION
from web_tier import error_answers, openapi, origins
from web_tier.bodies import limit_bodies
from web_tier.json_bodies import JsonBodies
from web_tier.routes.collections import collections
from web_tier.routes.comparisons import comparisons
from web_tier.routes.corrections import corrections
from web_tier.routes.crops import crops
from web_tier.routes.enrolments import enrolments
from web_tier.routes.faces import faces
from web_tier.routes.jobs import jobs
from web_tier.routes.operations import operations
from web_tier.routes.people import people
from web_tier.routes.plain import plain
from web_tier.routes.recognitions import recognitions
from web_tier.routes.regrouping import regrouping
from web_tier.routes.searches import searches
from web_tier.routes.sightings import exports, sightings
from web_tier.routes.small_apps import small_apps
from web_tier.routes.tasks import tasks
from web_tier.routes.unknowns import unknowns
from web_tier.routes.webhooks import webhooks
from web_tier.services import EXTENSION, Services

#: Form fields beside the picture are short; a form may not use memory for more. werkzeug holds this against
#: each piece of a file too, which it reads by 64 KiB: with no more, large pictures would be refused.
FORM_FIELD_BYTES = 256 * 1024
FORM_PARTS = 32


def create_app(services: Services) -> APIFlask:
    """Return the application, ready for any WSGI server."""
    app = APIFlask(__name__, title="Facefleet", version=VERSION)
    app.config["MAX_CONTENT_LENGTH"] = services.settings.max_upload_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_FIELD_BYTES
    app.config["MAX_FORM_PARTS"] = FORM_PARTS
    app.json = JsonBodies(app)
    app.extensions[EXTENSION] = services
    for blueprint in (
        plain,
        recognitions,
        comparisons,
        searches,
        crops,
        jobs,
        people,
        corrections,
        unknowns,
        regrouping,
        sightings,
        exports,
        collections,
        faces,
        enrolments,
        small_apps,
        tasks,
        webhooks,
        operations,
    ):
        app.register_blueprint(blueprint)
    error_answers.register(app)
    origins.guard(app)
    limit_bodies(
        app, with_pictures=(plain, recognitions, comparisons, searches, crops, faces, enrolments, small_apps)
    )
    openapi.set_up(app)
    _count_answers(app, services)
    return app


def _count_answers(app: APIFlask, services: Services) -> None:
    @app.after_request
    def count(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "none"
        services.metrics.answered(rule, response.status_code)
        return response
