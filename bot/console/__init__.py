"""The staff's one page, at `/console`: rendered here, nothing from outside, no build step.

`doors.py` is the way in that every request takes: host, cookie, origin, token, role. One file a page; each asks
`adapters/store/desk.py` about its own agency and nothing else. Words are in `words/`, templates in
`bot/templates/console/`.
"""
