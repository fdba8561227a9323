"""From a step to an object: request, sandbox, schedule."""
