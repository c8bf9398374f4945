"""Puts it together: settings, commands, web server, turns and workers. `main` makes the objects and connects them."""
