"""Which errors the routes with pictures and people answer, for the description of the interface."""

from typing import Any

_MEANINGS = {
    400: "A field is missing or wrong",
    404: "There is no such person, or no such job",
    409: "It contradicts what is there; the code says how",
    413: "The body or the picture is too large",
    415: "No picture, or a body of another kind",
    422: "The picture is damaged, or shows no face that serves, or several",
    500: "The job failed",
    503: "Too much to do, or a service does not answer: try again after `Retry-After` seconds",
    504: "The job expired",
}
_OF_A_JOB = (400, 409, 413, 415, 500, 503, 504)
_BY_ROUTE = {
    ("/", "post"): (*_OF_A_JOB, 422),
    ("/upload", "post"): (*_OF_A_JOB, 422),
    ("/api/v1/recognitions", "post"): _OF_A_JOB,  # a damaged picture is an outcome here
    ("/api/v1/comparisons", "post"): (*_OF_A_JOB, 422),
    ("/api/v1/searches", "post"): (*_OF_A_JOB, 404, 422),
    ("/api/v1/crops", "post"): (*_OF_A_JOB, 422),
    ("/api/v1/jobs/{job_id}/crops", "get"): (404, 409),
    ("/api/v1/jobs/{job_id}/faces/{index}/crop", "get"): (404, 409),
    ("/api/v1/people/{person_id}/faces", "post"): (*_OF_A_JOB, 404, 422),
    ("/api/v1/enrolments", "post"): (413, 415, 503),
    ("/api/register", "post"): (*_OF_A_JOB, 422),
    ("/api/recognise", "post"): (*_OF_A_JOB, 422),
    ("/api/v1/people", "post"): (409,),
    ("/api/v1/people/{person_id}", "patch"): (409,),
    ("/api/v1/people/{person_id}/merge", "post"): (409,),
    ("/api/v1/people/{person_id}/faces/{face_id}/move", "post"): (409,),
    ("/api/v1/unknowns/{unknown_id}/name", "post"): (409,),
    ("/api/v1/unknowns/{unknown_id}/merge", "post"): (409,),
    ("/api/v1/unknowns/{unknown_id}/faces/{face_id}/move", "post"): (409,),
    ("/api/v1/collections", "post"): (409,),
    ("/api/v1/jobs/{job_id}/faces/{index}/correction", "post"): (409,),
}


def describe_errors(paths: dict[str, Any], schema: dict[str, Any]) -> None:
    """Add the errors to the operations of an OpenAPI document; all have one schema."""
    content = {"application/json": {"schema": schema}}
    for (path, method), statuses in _BY_ROUTE.items():
        responses = paths[path][method]["responses"]
        for status in statuses:
            responses[str(status)] = {"description": _MEANINGS[status], "content": content}
