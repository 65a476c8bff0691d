"""Webhooks: events are recorded with what they tell of, and delivered by a loop of their own."""
