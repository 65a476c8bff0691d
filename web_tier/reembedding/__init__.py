"""Embeds enrolled and remembered faces anew, from their crops, when the workers' model pack has changed."""
