"""Removes people and pictures, everywhere."""
