"""What differs between two guests, images, objects or trees, and why."""
