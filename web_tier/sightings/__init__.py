"""Who was seen where and when: tracks, queries, retention, export."""
