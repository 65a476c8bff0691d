"""Many pictures at once: what became of each, a journal to go on from, tables and accuracy."""
