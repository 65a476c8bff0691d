"""What distances between faces mean: measured on pictures of many people, and checked on others."""
