"""How well people are known again, and strangers told from them and from each other."""
