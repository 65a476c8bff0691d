"""The tests mirror the packages; every name is a claim."""
