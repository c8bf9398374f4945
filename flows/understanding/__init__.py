"""Reading a message: cut into words once (`message.py`), phrases found once (`lexicon.py`), and then read."""
