"""Scaling rules on trial: the same arrivals, machines and mishaps for each, second by second, in memory."""
