"""What each kind of channel is to the service, one file a kind; the rows that name it stand in `bot/channels.py`.

Settings are read before anything is opened, so adapters and their libraries are imported where they are used.
"""
