"""Connects the web tier's parts to each other, whatever queues, stores and database they are given."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from web_tier.background import Background, Loop
from web_tier.backlog import Backlog, Seats
from web_tier.chores import chores
from web_tier.completion import Completion
from web_tier.corrections import Corrections
from web_tier.crops import Crops
from web_tier.dead_letters import DeadLetters
from web_tier.enrolment.bulk import BulkEnrolments
from web_tier.enrolment.earlier import EarlierFaces
from web_tier.enrolment.registering import Registrations
from web_tier.erasure.assembly import leftovers_of
from web_tier.erasure.erasure import Erasure
from web_tier.finishing import completion_of
from web_tier.gallery.publishing import GalleryPublisher
from web_tier.inbox import ReplyInbox
from web_tier.intake import Intake
from web_tier.metrics import Metrics
from web_tier.outside import Outside, readiness_of
from web_tier.queue_watch import QueueWatch
from web_tier.recognition import Recognitions
from web_tier.reply_queues import ReplyQueues
from web_tier.requests import RequestSender
from web_tier.services import Services
from web_tier.settings import WebSettings
from web_tier.sweep_policy import SweepRules
from web_tier.sweeper import Sweeper

SIGN_OF_LIFE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class WebTier:
    """The connected parts: what the routes use, and what works beside them."""

    services: Services
    inbox: ReplyInbox
    sweeper: Sweeper
    dead_letters: DeadLetters
    reply_queues: ReplyQueues
    chores: tuple[Loop, ...]

    def background(self, *others: Loop) -> Background:
        """Return the threads of a web process, not yet started."""
        sweep_seconds = self.services.settings.sweep_seconds
        return Background(
            [
                Loop("inbox", self.inbox.step),
                Loop("sweeper", self.sweeper.step, pause_seconds=sweep_seconds),
                Loop("dead letters", self.dead_letters.step),
                Loop("reply queues", self.reply_queues.step, pause_seconds=SIGN_OF_LIFE_SECONDS),
                *self.chores,
                *others,
            ]
        )


def compose(settings: WebSettings, outside: Outside, clock: Callable[[], float] = time.time) -> WebTier:
    """Return the web tier around what lies outside; nothing is started and nothing is asked."""
    metrics = Metrics()
    gallery = GalleryPublisher(outside.sessions, outside.state)
    sender = RequestSender(queue=outside.requests, gallery=gallery, reply_queue_id=settings.reply_queue_id)
    completion = completion_of(settings, outside, gallery, metrics, clock)
    inbox = ReplyInbox(
        open_queue=lambda: outside.open_reply_queue(settings.reply_queue_id),
        malformed=outside.state,
        finish_unawaited=completion.finish_unawaited,
        poll_seconds=settings.poll_seconds,
    )
    metrics.watch_waiting(inbox.waiting)
    intake = _intake(settings, outside, sender, metrics, clock)
    recognitions = _recognitions(settings, intake, inbox, completion)
    return WebTier(
        services=_services(settings, outside, gallery, recognitions, metrics, clock),
        inbox=inbox,
        sweeper=_sweeper(settings, outside, sender, completion, metrics, clock),
        dead_letters=_dead_letters(settings, outside, completion, metrics),
        reply_queues=_reply_queues(settings, outside, clock),
        chores=chores(settings, outside, gallery, recognitions, clock),
    )


def _services(
    settings: WebSettings,
    outside: Outside,
    gallery: GalleryPublisher,
    recognitions: Recognitions,
    metrics: Metrics,
    clock: Callable[[], float],
) -> Services:
    sessions, crops = outside.sessions, Crops(outside.state, outside.sessions)
    leftovers = leftovers_of(outside, clock)
    return Services(
        settings=settings,
        sessions=sessions,
        gallery=gallery,
        recognitions=recognitions,
        earlier_faces=EarlierFaces(sessions=sessions, crops=crops, gallery=gallery, clock=clock),
        bulk_enrolments=BulkEnrolments(
            sessions=sessions, recognitions=recognitions, limits=settings.image_limits, clock=clock
        ),
        registrations=Registrations(sessions=sessions, recognitions=recognitions, clock=clock),
        erasure=Erasure(sessions=sessions, leftovers=leftovers, gallery=gallery, clock=clock),
        corrections=Corrections(sessions=sessions, results=recognitions, crops=crops, clock=clock),
        crops=crops,
        readiness=readiness_of(outside),
        metrics=metrics,
        clock=clock,
    )


def _intake(
    settings: WebSettings,
    outside: Outside,
    sender: RequestSender,
    metrics: Metrics,
    clock: Callable[[], float],
) -> Intake:
    return Intake(
        sessions=outside.sessions,
        images=outside.images,
        sender=sender,
        backlog=Backlog(sessions=outside.sessions, limit=settings.max_backlog, clock=clock),
        metrics=metrics,
        clock=clock,
        deadline_seconds=settings.job_deadline_seconds,
    )


def _recognitions(
    settings: WebSettings, intake: Intake, inbox: ReplyInbox, completion: Completion
) -> Recognitions:
    return Recognitions(
        intake=intake,
        inbox=inbox,
        completion=completion,
        seats=Seats(settings.max_waiting),
        deadline_seconds=settings.job_deadline_seconds,
        looks_per_second=settings.looks_per_second,
    )


def _sweeper(
    settings: WebSettings,
    outside: Outside,
    sender: RequestSender,
    completion: Completion,
    metrics: Metrics,
    clock: Callable[[], float],
) -> Sweeper:
    return Sweeper(
        sessions=outside.sessions,
        images=outside.images,
        watch=QueueWatch(queue=outside.requests, metrics=metrics),
        sender=sender,
        completion=completion,
        metrics=metrics,
        clock=clock,
        rules=SweepRules(
            resend_soon_seconds=settings.resend_soon_seconds,
            resend_late_seconds=settings.resend_late_seconds,
            unstored_seconds=settings.unstored_seconds,
        ),
    )


def _dead_letters(
    settings: WebSettings, outside: Outside, completion: Completion, metrics: Metrics
) -> DeadLetters:
    return DeadLetters(
        queue=outside.dead_letters,
        sessions=outside.sessions,
        completion=completion,
        malformed=outside.state,
        metrics=metrics,
        poll_seconds=settings.poll_seconds,
    )


def _reply_queues(settings: WebSettings, outside: Outside, clock: Callable[[], float]) -> ReplyQueues:
    return ReplyQueues(
        sessions=outside.sessions,
        own_id=settings.reply_queue_id,
        remove_queue=outside.remove_reply_queue,
        clock=clock,
        idle_seconds=settings.reply_queue_idle_seconds,
    )
