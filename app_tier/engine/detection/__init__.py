"""Face detectors, all behind one interface."""
