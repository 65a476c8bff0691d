"""Puts Facefleet on AWS with one command, and says what it costs there."""
