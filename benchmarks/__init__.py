"""Every performance figure that the README quotes, one command each."""
