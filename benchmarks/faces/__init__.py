"""How well an engine finds faces and tells people apart: what two benchmarks share."""
