"""Messages as people might write them, and what may be taken from each: README.md tells how they are written."""
