"""newlib's own test suite, run as guests."""
