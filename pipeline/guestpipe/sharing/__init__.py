"""What guests and caches have to do with each other: closures, shares, and files that carry them."""
