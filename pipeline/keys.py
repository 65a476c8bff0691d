"""Where every object lies in the three buckets."""


def image_key(job_id: str, index: int = 0) -> str:
    """Input bucket: a job's n-th image."""
    return f"images/{job_id}/{index}"


def result_key(job_id: str) -> str:
    """Output bucket (state bucket for plain uploads): a job's result document."""
    return f"results/{job_id}.json"


def segment_key(collection: str, version: int) -> str:
    """State bucket: the change that made a gallery's version `version`."""
    return f"galleries/{collection}/segments/{version:012d}.json"


def heartbeat_key(worker_id: str) -> str:
    """State bucket: what a worker last said of itself."""
    return f"workers/{worker_id}.json"


HEARTBEAT_PREFIX = "workers/"


def malformed_key(message_id: str) -> str:
    """State bucket: the body of a message that nobody could read, kept for a person to look at."""
    return f"malformed/{message_id}"
