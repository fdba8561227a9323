"""From a machine and an image to a transcript: one file for each VMM."""
