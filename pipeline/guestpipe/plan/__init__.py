"""From a resolution to a graph of steps with keys; pure."""
