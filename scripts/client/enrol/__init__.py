"""People's pictures from a folder into a collection."""
