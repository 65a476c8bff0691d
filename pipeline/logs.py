"""Structured logs: one JSON object a line on standard error, with the job id on every line of a job's life.

Log a sentence and its facts: `log.info("request sent", job_id=…)`. Never an image or an embedding.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from structlog.typing import FilteringBoundLogger


def configure(level: str, **context: str) -> None:
    """Set up logging for this process; `context` (tier, worker_id …) goes on every line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            lambda _logger, _name, event: {**context, **event},
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        # a line is one write, its end included: several workers append to one file
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def get_logger() -> FilteringBoundLogger:
    """Return a logger; it does nothing until it is used."""
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


@contextmanager
def job_context(job_id: str) -> Iterator[None]:
    """Put `job_id` on every line that this thread logs inside the block."""
    with structlog.contextvars.bound_contextvars(job_id=job_id):
        yield
