"""The cloud in memory, by a clock that tests move, with what real ones do and emulators do not."""
