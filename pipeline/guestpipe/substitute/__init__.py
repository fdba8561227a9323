"""Caches in Nix's binary cache format: what they hold, how it is pushed, found, trusted and pulled."""
