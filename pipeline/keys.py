"""Where every object lies in the three buckets."""


def image_key(job_id: str, index: int = 0) -> str:
    """Input bucket: a job's n-th image."""
    return f"images/{job_id}/{index}"


def result_key(job_id: str) -> str:
    """Output bucket (state bucket for plain uploads): a job's result document."""
    return f"results/{job_id}.json"


GALLERIES_PREFIX = "galleries/"


def manifest_key(collection: str) -> str:
    """State bucket: which segments a gallery consists of."""
    return f"{GALLERIES_PREFIX}{collection}/manifest.json"


def segment_key(collection: str, first: int, last: int) -> str:
    """State bucket: what the versions `first` … `last` of a gallery changed."""
    return f"{GALLERIES_PREFIX}{collection}/segments/{first:012d}-{last:012d}"


CROPS_PREFIX = "crops/"


def crop_key(collection: str, owner_id: str) -> str:
    """State bucket: the picture of an enrolled face or of a sighting, by its id."""
    return f"{CROPS_PREFIX}{collection}/{owner_id}.jpg"


def owner_of_crop(key: str) -> str:
    """Return the id of the face or sighting that a crop is the picture of."""
    return key.rpartition("/")[2].removesuffix(".jpg")


def heartbeat_key(worker_id: str) -> str:
    """State bucket: what a worker last said of itself."""
    return f"workers/{worker_id}.json"


HEARTBEAT_PREFIX = "workers/"

DRAIN_PREFIX = "drains/"


def drain_key(worker_id: str) -> str:
    """State bucket: the mark that tells a worker to drain; its content is when, seconds since the epoch."""
    return f"{DRAIN_PREFIX}{worker_id}"


#: State bucket: which of several controllers decides.
LEASE_KEY = "leases/controller.json"


def malformed_key(message_id: str) -> str:
    """State bucket: the body of a message that nobody could read, kept for a person to look at."""
    return f"malformed/{message_id}"
