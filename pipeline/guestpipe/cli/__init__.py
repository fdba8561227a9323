"""The command line: one verb per file; the only floor that prints and reads the environment."""
