"""Receive (map §4): the server, its routes, and whoever may not come in."""
