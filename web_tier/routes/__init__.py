"""One blueprint per resource; a view reads the request, calls one thing, and shapes the answer."""
