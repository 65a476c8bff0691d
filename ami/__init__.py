"""The machine image that all roles share: what makes it, and what runs when a machine boots from it."""
