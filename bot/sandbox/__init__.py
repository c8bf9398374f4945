"""One believable outside world in a box, for the demo, the tests and the benchmarks (map §10).

An AlterEstate, a Telegram Bot API and a Twilio that speak the real protocols on a local port, and phones in the
browser on top. What runs against them is the same code that runs against the real ones. `serve` never mounts this.
"""
