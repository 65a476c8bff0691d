"""The web tier's composition root: `gunicorn "web_tier.wsgi:create()"`, or better `python -m web_tier`."""

from apiflask import APIFlask

from pipeline import logs
from pipeline.aws import s3_client, sqs_client
from pipeline.images import allow_heic
from pipeline.provision import make_reply_queue, remove_queue
from pipeline.queues.sqs import SqsQueue, named_queue
from pipeline.settings import load
from pipeline.stores.s3 import S3Store
from web_tier.app import create_app
from web_tier.composition import compose
from web_tier.database import connect, open_sessions
from web_tier.outside import Outside
from web_tier.process import PROCESS, Process
from web_tier.settings import WebSettings
from web_tier.sightings.influx import InfluxSink
from web_tier.sightings.sink import NoSink

#: Requests wait for workers without a connection; few talk to S3 or SQS in the same moment.
CONNECTIONS = 64


def create(settings: WebSettings | None = None) -> APIFlask:
    """Return the application with its background threads running; call it after the fork."""
    settings = settings or load(WebSettings)
    logs.configure(settings.log_level, tier="web")
    allow_heic()
    web = compose(settings, outside_of(settings))
    app = create_app(web.services)
    app.extensions[PROCESS] = Process(web)
    app.extensions[PROCESS].start()
    return app


def outside_of(settings: WebSettings) -> Outside:
    """Return what these settings name; nothing is asked yet."""
    s3, sqs = s3_client(CONNECTIONS), sqs_client(CONNECTIONS)
    return Outside(
        sessions=open_sessions(connect(settings.database_url)),
        images=S3Store(s3, settings.input_bucket),
        output=S3Store(s3, settings.output_bucket),
        state=S3Store(s3, settings.state_bucket),
        requests=named_queue(sqs, settings.request_queue),
        dead_letters=named_queue(sqs, settings.dead_letter_queue),
        open_reply_queue=lambda key: SqsQueue(sqs, make_reply_queue(sqs, settings.reply_queue_prefix + key)),
        remove_reply_queue=lambda key: remove_queue(sqs, settings.reply_queue_prefix + key),
        sink=InfluxSink(settings.influxdb_url) if settings.influxdb_url else NoSink(),
    )
