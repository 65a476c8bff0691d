"""The pieces of `python -m scripts.run_local`: the whole service as processes on one machine."""
