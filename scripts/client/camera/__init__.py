"""A camera, film or folder as a row of frames: captured, chosen, sent, kept while the server is away."""
