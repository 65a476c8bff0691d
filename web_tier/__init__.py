"""Takes images over HTTP, turns each into a job, and answers with what the workers found."""
