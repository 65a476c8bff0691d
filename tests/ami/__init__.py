"""The machine image: what provisions it, what bakes it, what runs when it boots."""
