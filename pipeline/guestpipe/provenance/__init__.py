"""Where an image comes from and what is in it, in the formats that others read."""
