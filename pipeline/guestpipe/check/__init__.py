"""Whether steps are reproducible: built again under other circumstances, and compared."""
