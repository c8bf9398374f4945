"""What the server, as it is set up, may lose of what it said it had (promises §7)."""

from __future__ import annotations

from adapters.records import Doubt
from adapters.store.ledger import Ledger

UNSYNCED = ("off", "local")  # values of synchronous_commit


def find_doubts(ledger: Ledger) -> tuple[Doubt, ...]:
    """The most urgent first; none of them keeps anything from starting."""
    fsync, synchronous_commit, standbys = ledger.rows("durability")[0]
    doubts = []
    if fsync == "off":
        what = "usa un servidor con fsync apagado: un corte de luz puede dañarlo todo"
        doubts.append(Doubt(what=what, remedy="pon fsync = on en PostgreSQL"))
    if synchronous_commit in UNSYNCED:
        what = f"usa synchronous_commit = {synchronous_commit}: puede perder mensajes que ya se dieron por recibidos"
        doubts.append(Doubt(what=what, remedy="pon synchronous_commit = on en PostgreSQL"))
    if not standbys:
        what = "usa un servidor sin réplica síncrona: si se pierde, se pierde lo que no estaba en una copia"
        remedy = "configura synchronous_standby_names, o acéptalo si basta con tus copias de seguridad"
        doubts.append(Doubt(what=what, remedy=remedy))
    return tuple(doubts)
