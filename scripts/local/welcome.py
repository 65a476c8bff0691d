"""Says where to go, once everything is up."""

from scripts.local.environment import aws_variables
from scripts.local.folders import DataFolder


def welcome(url: str, endpoint_url: str, folder: DataFolder) -> str:
    """Return what a new user needs first."""
    exports = " ".join(f"{name}={value}" for name, value in aws_variables(endpoint_url).items())
    return f"""
Facefleet is running.

  Web page and API     {url}/
  API documentation    {url}/docs
  Data                 {folder.path}
  Logs                 {folder.logs}
  S3 and SQS           {endpoint_url}   for any AWS client:
    export {exports}

Try it with a picture of yours:
    curl -F inputFile=@photo.jpg {url}/
"""
