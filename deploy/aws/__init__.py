"""The only place of `deploy` that talks to AWS."""
