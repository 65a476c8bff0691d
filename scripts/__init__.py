"""Commands for people: run everything on one machine, enrol folders, upload batches, watch a camera."""
