"""Scales the workers on the request queue's depth, from zero and back to zero."""
