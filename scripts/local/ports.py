"""Which ports can be listened on."""

import socket

from scripts.local.failures import PortTaken

ENDPOINT_PORT = 4566  #: where AWS's stand-ins usually listen


def is_free(host: str, port: int) -> bool:
    """Whether somebody may listen there. A port that was just closed counts as free, as for the servers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
        return True


def free_port() -> int:
    """Return a port of localhost that the system thinks is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_web_port(host: str, port: int) -> None:
    """Raise PortTaken if the web tier could not listen."""
    if not is_free(host, port):
        raise PortTaken(f"{host}:{port}", "FACEFLEET_PORT")


def endpoint_port(wanted: int | None) -> int:
    """Return the port asked for, or else the usual one, or else any free one. Raises PortTaken."""
    if wanted is None:
        return ENDPOINT_PORT if is_free("127.0.0.1", ENDPOINT_PORT) else free_port()
    if not is_free("127.0.0.1", wanted):
        raise PortTaken(f"127.0.0.1:{wanted}", "FACEFLEET_ENDPOINT_PORT")
    return wanted
