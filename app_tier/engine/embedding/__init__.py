"""Embedders, all behind one interface."""
