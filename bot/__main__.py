"""`python -m bot`: the same as the `leadbot` command, without installing."""

from bot.cli import main

main()
