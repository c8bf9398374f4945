"""The conversation, pure: no I/O, no clock, no chance.

`machine.advance` takes a conversation and one event and gives back a turn: the next conversation, what to say, and,
after a confirmation, the lead. What the words are stands in `wording/`, how it is understood in `understanding/`, what people say in `vocabulary/`.
"""
