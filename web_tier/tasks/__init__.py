"""Long work in the background, in steps that survive the death of the process that does them."""
