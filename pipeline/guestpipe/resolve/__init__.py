"""From a guest and the recipes there are to a resolution."""
