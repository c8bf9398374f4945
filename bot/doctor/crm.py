"""Whether the agency's CRM would take a lead, asked with a request that creates none; and what its clock says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from adapters.alterestate import AlterEstate, Knock
from bot.doctor.finding import Finding

OFF = timedelta(seconds=90)  # between two clocks that are both right there is a call and a rounding
WAITS = "los leads no se pierden: esperan aquí hasta que se arregle"


async def look_at_crm(about: str, crm: AlterEstate) -> list[Finding]:
    """One request, never a lead."""
    knock = await crm.knock()
    return [answered(about, knock), *clock(knock)]


def answered(about: str, knock: Knock) -> Finding:
    """400 is the good answer: the key was right and the lead was not."""
    match knock.status:
        case 400 | 422:
            return Finding(about=about, grade="good", what="AlterEstate acepta la clave")
        case 401 | 403:
            step = "copia la clave de API de AlterEstate (no es el token público de lectura) y escríbela en api_key"
            what = f"AlterEstate no acepta la clave (contesta {knock.status})"
            return Finding(about=f"{about}.api_key", grade="bad", what=what, means=WAITS, step=step)
        case 0:
            step = "mira base_url, y que esta máquina salga a internet"
            what = f"AlterEstate no contesta ({knock.error})"
            return Finding(about=f"{about}.base_url", grade="bad", what=what, means=WAITS, step=step)
        case status if status >= 500 or status == 429:
            return Finding(
                about=about, grade="notice", what=f"AlterEstate contesta {status}", means=WAITS, step="repite"
            )
        case status if 300 <= status < 410:
            step = "debe terminar en /api/v1, como https://secure.alterestate.com/api/v1"
            what = f"en esa dirección no se reciben leads (contesta {status})"
            return Finding(about=f"{about}.base_url", grade="bad", what=what, means=WAITS, step=step)
        case status:
            what = f"AlterEstate contesta {status} a un lead vacío, lo que no esperábamos"
            return Finding(about=about, grade="notice", what=what, step="envía un lead de prueba y míralo en el CRM")


def clock(knock: Knock) -> Iterator[Finding]:
    """The CRM's clock against ours: waits and hours that people are told hang on it."""
    if knock.at is None:
        return
    ahead = datetime.now(UTC) - knock.at
    if abs(ahead) > OFF:
        how = "adelantado" if ahead > timedelta() else "atrasado"
        what = f"el reloj de esta máquina está {how} {round(abs(ahead).total_seconds() / 60)} min"
        step = "enciende la hora automática: «timedatectl set-ntp true»"
        means = "las horas que la gente lee y las esperas entre intentos salen mal"
        yield Finding(about="reloj", grade="notice", what=what, means=means, step=step)
