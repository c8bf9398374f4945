"""What works while the service runs: turns, outbox, delivery and the rest, one file each (map §4)."""
