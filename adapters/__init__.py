"""The outside world, one file per outside system; each translates at the door and knows no other."""
