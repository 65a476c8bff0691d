"""Sorts a collection's strangers anew, all their faces together."""
