"""A collection's people and strangers, as a worker searches them."""
