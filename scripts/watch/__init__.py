"""A folder that pictures are put into: each is taken once, told in a log, and moved away."""
