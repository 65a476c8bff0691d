"""Enrolment: a face that was found in a picture becomes a face of a person."""
