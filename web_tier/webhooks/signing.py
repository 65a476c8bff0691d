"""How a receiver knows that a delivery is ours, and not an old one sent again by somebody else."""

import hashlib
import hmac

#: The header that bears it.
HEADER = "X-Facefleet-Signature"


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Return `t=<seconds>,v1=<hex>`: HMAC-SHA256 under the secret of `<seconds>.<body>`."""
    signed = f"{timestamp}.".encode() + body
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
