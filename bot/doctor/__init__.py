"""`leadbot doctor`: asks the services themselves whether everything works, and says what to do where it does not."""
