"""The conversation, pure: no I/O, no clock, no chance.

`machine.advance` takes a conversation and one event and gives back a turn: the next conversation, what to say, and,
after a confirmation, the lead. What we say stands in `wording/`, what people say in `vocabulary/`, and how a message is
read in `understanding/`.
"""
