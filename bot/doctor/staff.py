"""Whether staff can be told: the mail server lets us in, and there is anybody to tell."""

from __future__ import annotations

from adapters.mail import Mailer
from bot.doctor.finding import Finding

MEANS = "el equipo no se entera por correo de lo que necesita a una persona"


async def look_at_mail(mailer: Mailer) -> list[Finding]:
    """Signs in and sends nothing."""
    trouble = await mailer.trouble()
    if not trouble:
        return [Finding(about="mail", grade="good", what=f"{mailer.host} acepta nuestra cuenta de correo")]
    what = f"no se puede enviar correo por {mailer.host}:{mailer.port} ({trouble})"
    step = "mira host, port, security, username y password; muchos piden una «contraseña de aplicación»"
    return [Finding(about="mail", grade="bad", what=what, means=MEANS, step=step)]


def nobody_told(agency: str) -> Finding:
    """Where an agency has neither a chat nor an address."""
    return Finding(
        about=f"agencies.{agency}.alerts",
        grade="notice",
        what="nadie recibe avisos",
        means="un lead detenido, o alguien que pide una persona, espera a que alguien mire «leadbot leads list»",
        step="saca un código con «leadbot staff code», o pon un correo en email",
    )
