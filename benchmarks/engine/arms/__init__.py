"""What is compared; each arm works in a process of its own, with one thread."""
