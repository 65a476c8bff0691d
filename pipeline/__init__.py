"""What the tiers agree on: messages, results, queues, object stores, settings, errors and logs."""
