"""The fleet as machines of an Auto Scaling group."""
