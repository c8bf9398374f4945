"""Whether staff can be told by e-mail: the server lets us in."""

from __future__ import annotations

from adapters.language import tr
from adapters.mail import Mailer
from bot.doctor.finding import Finding

MEANS = tr(
    "el equipo no se entera por correo de lo que necesita a una persona",
    "staff are not told by e-mail of what needs a person",
)


async def look_at_mail(mailer: Mailer) -> list[Finding]:
    """Signs in and sends nothing."""
    trouble = await mailer.trouble()
    if not trouble:
        what = tr(f"{mailer.host} acepta nuestra cuenta de correo", f"{mailer.host} takes our mail account")
        return [Finding(about="mail", grade="good", what=what)]
    server = f"{mailer.host}:{mailer.port} ({trouble})"
    what = tr(f"no se puede enviar correo por {server}", f"no mail can be sent through {server}")
    step = tr(
        "mira host, port, security, username y password; muchos piden una «contraseña de aplicación»",
        "look at host, port, security, username and password; many want an «app password»",
    )
    return [Finding(about="mail", grade="bad", what=what, means=MEANS, step=step)]
