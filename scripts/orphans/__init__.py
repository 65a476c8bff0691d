"""Reads every store and finds what belongs to nothing."""
