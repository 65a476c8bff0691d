"""Galleries in PostgreSQL with pgvector, for collections beyond one worker's memory.

All workers share the tables. Who comes first applies a change, in one transaction; the others find it there.
"""
