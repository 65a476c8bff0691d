"""The galleries that workers search, published from the database into the state bucket."""
