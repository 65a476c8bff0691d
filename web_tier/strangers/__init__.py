"""Which stranger a face shows, where nobody has said it: pure decisions, without a database."""
