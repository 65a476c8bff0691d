"""Aligners: what cuts faces out for the embedders."""
