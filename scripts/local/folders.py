"""Where everything lies in the data folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataFolder:
    """Paths below one absolute folder."""

    path: Path

    @property
    def logs(self) -> Path:
        """One file per part."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """One file per running part."""
        return self.path / "run"

    @property
    def workers(self) -> Path:
        """One file per running worker; the controller writes them."""
        return self.run / "workers"

    @property
    def endpoint(self) -> Path:
        """The embedded endpoint's objects and queues."""
        return self.path / "endpoint"

    @property
    def temporary(self) -> Path:
        """Where the endpoint puts its own pid file."""
        return self.path / "tmp"

    @property
    def endpoint_url(self) -> Path:
        """A file that says where the endpoint listens, or did last."""
        return self.path / "endpoint.url"

    @property
    def database_url(self) -> str:
        """The database, where the user names no other."""
        return f"sqlite:///{self.path / 'facefleet.db'}"

    def log(self, name: str) -> Path:
        """Return a part's log file."""
        return self.logs / f"{name}.log"

    def make(self) -> None:
        """Make the folders. They hold pictures of people: nobody else may look inside."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.logs, self.workers, self.endpoint, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)

    def turn_logs(self) -> None:
        """Begin new logs; those of the run before are kept under one more `.1`."""
        for log in self.logs.glob("*.log"):
            log.replace(log.with_suffix(".log.1"))
