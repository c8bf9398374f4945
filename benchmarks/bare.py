"""The yardstick: the least that a webhook for Twilio must do. It checks the signature, answers, and keeps nothing."""

from __future__ import annotations

import sys

from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.sandbox.world import AUTH_TOKEN, HOST

ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


def application(url: str) -> web.Application:
    """`url` is what Twilio has signed."""
    validator = RequestValidator(AUTH_TOKEN)  # type: ignore[no-untyped-call]  # twilio has no types

    async def webhook(request: web.Request) -> web.Response:
        form = await request.post()
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(url, form, signature):  # type: ignore[no-untyped-call]  # nor here
            return web.Response(status=403)
        return web.Response(body=ANSWER, content_type="text/xml")

    app = web.Application()
    app.add_routes([web.post("/webhook", webhook)])
    return app


if __name__ == "__main__":
    port = int(sys.argv[1])
    web.run_app(application(f"http://{HOST}:{port}/webhook"), host=HOST, port=port, print=None, access_log=None)
