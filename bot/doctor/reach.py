"""Whether the public address leads here, asked as a platform would: through the name, the proxy, its certificate."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from adapters.language import tr
from bot.doctor.finding import Finding

ABOUT = "public_url"
TIMEOUT = aiohttp.ClientTimeout(total=10)
SOON = timedelta(days=14)
OURS = b"ok"  # what /healthz says
MEANS = tr(
    "ni Twilio ni Telegram entregan lo que la gente escribe, y los letreros no abren",
    "neither Twilio nor Telegram delivers what people write, and no sign opens",
)


async def look_from_outside(
    public_url: str, http: aiohttp.ClientSession, trusted: ssl.SSLContext | None = None
) -> list[Finding]:
    """Empty without a public address. `trusted`: the certificates that count, else those of this machine."""
    if not public_url:
        return []
    try:
        async with http.get(
            f"{public_url}/healthz", timeout=TIMEOUT, allow_redirects=False, ssl=trusted or True
        ) as answer:
            found = answered(public_url, answer.status, (await answer.content.read(64)).strip())
        return [found, *await certificate(public_url, trusted)]
    except aiohttp.ClientSSLError:
        step = tr(
            "renueva el certificado del proxy, y que sea de este nombre; Caddy lo hace solo",
            "renew the proxy's certificate, for this very name; Caddy does it by itself",
        )
        return [unreachable(tr("el certificado no vale", "the certificate is not valid"), step)]
    except aiohttp.ClientConnectorDNSError:
        step = tr(
            "crea el registro DNS de ese nombre, o corrige public_url",
            "make the DNS record of that name, or correct public_url",
        )
        return [unreachable(tr(f"ese nombre no existe: {public_url}", f"that name does not exist: {public_url}"), step)]
    except (aiohttp.ClientError, OSError, TimeoutError):
        step = tr(
            "arranca «leadbot serve» y el proxy. Algunas redes no dejan llamarse a sí mismas: ábrelo desde un celular",
            "start «leadbot serve» and the proxy. Some networks cannot call themselves: open it from a phone",
        )
        return [unreachable(tr(f"nadie contesta en {public_url}", f"nobody answers at {public_url}"), step)]


def unreachable(what: str, step: str) -> Finding:
    """Platforms do not get here: why, and what to do."""
    return Finding(about=ABOUT, grade="bad", what=what, means=MEANS, step=step)


def answered(public_url: str, status: int, said: bytes) -> Finding:
    """Our own words prove that it is us."""
    if status == 200 and said == OURS:
        return Finding(about=ABOUT, grade="good", what=tr(f"{public_url} llega hasta aquí", f"{public_url} leads here"))
    if 300 <= status < 400:
        step = tr(
            "escribe en public_url la dirección a la que manda, y sírvela sin redirigir",
            "write into public_url the address that it sends to, and serve it without redirecting",
        )
        what = tr(
            f"{public_url} redirige ({status}), y las plataformas no siguen",
            f"{public_url} redirects ({status}), and the platforms do not follow",
        )
        return unreachable(what, step)
    step = tr(
        "arranca «leadbot serve», y que el proxy le pase todas las rutas",
        "start «leadbot serve», and let the proxy pass it every path",
    )
    what = tr(
        f"en {public_url} contesta otro, o nadie detrás del proxy ({status})",
        f"somebody else answers at {public_url}, or nobody behind the proxy ({status})",
    )
    return unreachable(what, step)


async def certificate(public_url: str, trusted: ssl.SSLContext | None) -> list[Finding]:
    """One that is about to end stops everything at once, on a night when nobody looks."""
    address = urlsplit(public_url)
    if address.scheme != "https":
        return []
    context = trusted or ssl.create_default_context()
    async with asyncio.timeout(TIMEOUT.total):
        _, writer = await asyncio.open_connection(address.hostname, address.port or 443, ssl=context)
    shown = writer.get_extra_info("peercert")
    writer.close()
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
    if ends - datetime.now(UTC) >= SOON:
        return []
    step = tr("renuévalo; con Caddy o certbot se renueva solo", "renew it; with Caddy or certbot it renews by itself")
    return [
        Finding(
            about=ABOUT,
            grade="notice",
            what=tr(f"el certificado termina el {ends:%d/%m/%Y}", f"the certificate ends on {ends:%d/%m/%Y}"),
            step=step,
        )
    ]
