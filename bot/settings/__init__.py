"""What can be set: the keys (`model.py`), their values, the file and the environment that give them, what is wrong."""
