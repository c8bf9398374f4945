"""Whether the agency's CRM would take a lead, asked with a request that creates none; and what its clock says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from adapters.alterestate import AlterEstate, Knock
from adapters.language import tr
from bot.doctor.finding import Finding

OFF = timedelta(seconds=90)  # between two clocks that are both right there is a call and a rounding
WAITS = tr(
    "los leads no se pierden: esperan aquí hasta que se arregle", "no lead is lost: they wait here until this is fixed"
)


async def look_at_crm(about: str, crm: AlterEstate) -> list[Finding]:
    """One request, never a lead."""
    knock = await crm.knock()
    return [answered(about, knock), *clock(knock)]


def answered(about: str, knock: Knock) -> Finding:
    """400 is the good answer: the key was right and the lead was not."""
    match knock.status:
        case 400 | 422:
            return Finding(
                about=about, grade="good", what=tr("AlterEstate acepta la clave", "AlterEstate accepts the key")
            )
        case 401 | 403:
            step = tr(
                "copia la clave de API de AlterEstate (no es el token público de lectura) y escríbela en api_key",
                "copy the API key of AlterEstate (it is not the public token for reading) and write it into api_key",
            )
            what = tr(
                f"AlterEstate no acepta la clave (contesta {knock.status})",
                f"AlterEstate does not accept the key (it answers {knock.status})",
            )
            return Finding(about=f"{about}.api_key", grade="bad", what=what, means=WAITS, step=step)
        case 0:
            step = tr(
                "mira base_url, y que esta máquina salga a internet",
                "check base_url, and that this machine reaches the internet",
            )
            what = tr(f"AlterEstate no contesta ({knock.error})", f"AlterEstate does not answer ({knock.error})")
            return Finding(about=f"{about}.base_url", grade="bad", what=what, means=WAITS, step=step)
        case status if status >= 500 or status == 429:
            return Finding(
                about=about,
                grade="notice",
                what=tr(f"AlterEstate contesta {status}", f"AlterEstate answers {status}"),
                means=WAITS,
                step=tr("repite", "try again"),
            )
        case status if 300 <= status < 410:
            step = tr(
                "debe terminar en /api/v1, como https://secure.alterestate.com/api/v1",
                "it must end in /api/v1, like https://secure.alterestate.com/api/v1",
            )
            what = tr(
                f"en esa dirección no se reciben leads (contesta {status})",
                f"no leads are taken at that address (it answers {status})",
            )
            return Finding(about=f"{about}.base_url", grade="bad", what=what, means=WAITS, step=step)
        case status:
            what = tr(
                f"AlterEstate contesta {status} a un lead vacío, lo que no esperábamos",
                f"AlterEstate answers {status} to an empty lead, which we did not expect",
            )
            return Finding(
                about=about,
                grade="notice",
                what=what,
                step=tr("envía un lead de prueba y míralo en el CRM", "send a lead to try, and look at it in the CRM"),
            )


def clock(knock: Knock) -> Iterator[Finding]:
    """The CRM's clock against ours: waits and hours that people are told hang on it."""
    if knock.at is None:
        return
    ahead = datetime.now(UTC) - knock.at
    if abs(ahead) > OFF:
        how = tr("adelantado", "ahead") if ahead > timedelta() else tr("atrasado", "behind")
        what = tr(
            f"el reloj de esta máquina está {how} {round(abs(ahead).total_seconds() / 60)} min",
            f"this machine's clock is {round(abs(ahead).total_seconds() / 60)} min {how}",
        )
        step = tr(
            "enciende la hora automática: «timedatectl set-ntp true»",
            "turn on automatic time: «timedatectl set-ntp true»",
        )
        means = tr(
            "las horas que la gente lee y las esperas entre intentos salen mal",
            "the hours that people read and the waits between tries come out wrong",
        )
        yield Finding(about=tr("reloj", "clock"), grade="notice", what=what, means=means, step=step)
