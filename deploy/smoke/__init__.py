"""Sends pictures through a deployed service and sees that every one is answered."""
