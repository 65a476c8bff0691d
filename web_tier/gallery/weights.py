"""What a segment weighs."""

_REMOVALS_PER_TEMPLATE = 32  # 16 bytes each, where a template has 512


def weight(*, templates: int, removed: int) -> int:
    """Return how many templates a segment with as many and as many removals is as large as."""
    return templates + removed // _REMOVALS_PER_TEMPLATE
