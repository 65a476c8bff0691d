"""Shows before the first request that this machine's engine gives the embeddings that it should."""
