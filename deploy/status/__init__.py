"""What a deployed fleet looks like now."""
