"""Which face of a crop is the one that it was cut out for. Pure."""

from pipeline.results import Box, ImageSize, JobResult


def central_face(result: JobResult) -> int | None:
    """Return the index of the face nearest to the picture's centre; None where there is no face.

    A crop has half its face's size around it, and in 8 of 100 one of LFW's shows a neighbour's face too, who
    may be the larger. Only at the edge of its picture a face is not in the middle of its crop.
    """
    image = result.image
    if image is None or not result.faces:
        return None
    return min(range(len(result.faces)), key=lambda index: _off_centre(result.faces[index].box, image))


def _off_centre(box: Box, image: ImageSize) -> float:
    """Return the squared distance of the centres, pixels."""
    across = box.left + box.width / 2 - image.width / 2
    down = box.top + box.height / 2 - image.height / 2
    return across**2 + down**2
