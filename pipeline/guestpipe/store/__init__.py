"""Where objects live: archive format, sealing, realisations, collection, fetching."""
