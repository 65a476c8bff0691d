"""Builds the machine image in an AWS account: `python -m ami.bake`."""
