"""What the server, as it is set up, may lose of what it said it had (promises §7)."""

from __future__ import annotations

from adapters.language import tr
from adapters.records import Doubt
from adapters.store.ledger import Ledger

UNSYNCED = ("off", "local")  # values of synchronous_commit


def find_doubts(ledger: Ledger) -> tuple[Doubt, ...]:
    """The most urgent first; none of them keeps anything from starting."""
    fsync, synchronous_commit, standbys = ledger.rows("durability")[0]
    doubts = []
    if fsync == "off":
        what = tr(
            "usa un servidor con fsync apagado: un corte de luz puede dañarlo todo",
            "uses a server with fsync off: a power cut can damage everything",
        )
        doubts.append(Doubt(what=what, remedy=tr("pon fsync = on en PostgreSQL", "set fsync = on in PostgreSQL")))
    if synchronous_commit in UNSYNCED:
        what = tr(
            f"usa synchronous_commit = {synchronous_commit}: puede perder mensajes que ya se dieron por recibidos",
            f"uses synchronous_commit = {synchronous_commit}: it can lose messages that were given for received",
        )
        doubts.append(
            Doubt(
                what=what,
                remedy=tr("pon synchronous_commit = on en PostgreSQL", "set synchronous_commit = on in PostgreSQL"),
            )
        )
    if not standbys:
        what = tr(
            "usa un servidor sin réplica síncrona: si se pierde, se pierde lo que no estaba en una copia",
            "uses a server without a synchronous replica: if it is lost, so is what was in no backup",
        )
        remedy = tr(
            "configura synchronous_standby_names, o acéptalo si basta con tus copias de seguridad",
            "set synchronous_standby_names, or accept it if your backups are enough",
        )
        doubts.append(Doubt(what=what, remedy=remedy))
    return tuple(doubts)
