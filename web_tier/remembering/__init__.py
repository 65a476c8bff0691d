"""What a recognition leaves behind: sightings, and strangers who are known again."""
