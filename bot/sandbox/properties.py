"""What the sandbox CRM lets one read: two properties and their agent (facts/alterestate §3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

AGENT = {"uid": "AG3NT00001", "full_name": "Ana Agente", "email": "ana@example.com", "phone": "8095550111"}
PROPERTIES: tuple[Mapping[str, Any], ...] = (
    {
        "cid": 292960,
        "uid": "KNM6135T3B",
        "slug": "apartamento-piantini-292960",
        "name": "Apartamento en Piantini",
        "sector": "Piantini",
        "city": "Santo Domingo D.N.",
        "province": "Distrito Nacional",
        "room": 2,
        "bathroom": 2,
        "parkinglot": 1,
        "sale_price": 185000.0,
        "rent_price": None,
        "currency_sale": "USD",
        "listing_type": [{"id": 1, "listing": "Venta"}],
        "featured_image": None,
        "gallery_image": [],
        "agents": [AGENT],
    },
    {
        "cid": 292961,
        "uid": "JSORJ9S5AY",
        "slug": "casa-punta-cana-292961",
        "name": "Casa en Punta Cana",
        "sector": "Punta Cana Village",
        "city": "Punta Cana",
        "province": "La Altagracia",
        "room": 3,
        "bathroom": 3,
        "parkinglot": 2,
        "sale_price": None,
        "rent_price": 1800.0,
        "currency_rent": "USD",
        "listing_type": [{"id": 2, "listing": "Alquiler"}],
        "featured_image": None,
        "gallery_image": [],
        "agents": [AGENT],
    },
)


def property_routes(read_token: str = "") -> list[web.RouteDef]:
    """The read-only endpoints. With a `read_token` they want it in the header «aetoken»."""

    def only_with_token(
        handler: Callable[[web.Request], web.Response],
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            if read_token and request.headers.get("aetoken") != read_token:
                return web.json_response({"detail": "Invalid token."}, status=401)
            return handler(request)

        return guarded

    return [
        web.get("/api/v1/properties/filter/", only_with_token(_list_properties)),
        web.get("/api/v1/properties/view/{slug}/", only_with_token(_view_property)),
        web.get("/api/v1/agents/", only_with_token(_list_agents)),
    ]


def _list_properties(_request: web.Request) -> web.Response:
    return web.json_response({"count": len(PROPERTIES), "next": None, "previous": None, "results": PROPERTIES})


def _view_property(request: web.Request) -> web.Response:
    found = next((each for each in PROPERTIES if each["slug"] == request.match_info["slug"]), None)
    return web.json_response(found) if found else web.json_response({"detail": "Not found."}, status=404)


def _list_agents(_request: web.Request) -> web.Response:
    return web.json_response([AGENT])
