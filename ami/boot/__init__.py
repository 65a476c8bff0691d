"""What runs on a machine beside Facefleet itself: its settings, secrets and logs."""
