"""The tests that GHC's source carries for its libraries, run as guests."""
