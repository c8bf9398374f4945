"""What people write where a table wants one of our words: which one was meant, by its meaning, else by its letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from flows.understanding.text import fold

MEANT: Mapping[str, Mapping[str, str]] = {
    "tipo": {
        "venta": "ventas vender vende vendo vendemos vendese compra comprar compraventa sale sales sell selling buy "
        "purchase venda vendas vente vendre achat vendita vendere verkauf verkaufen kauf kaufen vann продажа продать",
        "alquiler": "alquileres alquilar alquila alquilo alquilamos alquilase renta rentas rentar rento rent rental "
        "rentals lease let arriendo arrendar arrienda arrendamiento aluguel alugar louer location affitto affittare "
        "miete mieten vermietung vermieten lwe аренда сдать снять",
        "ambos": "ambas both mixto",
        "general": "generico info informacion information ninguno ninguna none other otro",
    },
    "pieza": {
        "rotulo": "letrero letreros cartel valla banner pancarta lona sign board",
        "volante": "flyer folleto leaflet brochure",
        "vitrina": "ventana escaparate window poster afiche",
        "tarjeta": "card sticker pegatina etiqueta",
        "historia": "story stories estado",
        "perfil": "profile bio instagram facebook",
        "anuncio-whatsapp": "anuncio ad ads publicidad whatsapp",
    },
    "tamano": {
        "tarjeta": "card sticker pegatina",
        "volante": "flyer folleto",
        "carta": "letter",
        "tabloide": "tabloid ledger",
        "historia": "story stories",
    },
    "idioma": {
        "es": "espanol castellano spanish",
        "en": "ingles english",
        "fr": "frances french francais",
        "pt": "portugues portuguese",
        "it": "italiano italian",
        "de": "aleman german deutsch",
        "ru": "ruso russian русскии",
        "ht": "creole kreyol haitiano criollo",
    },
}


def meant(column: str, written: str, allowed: Sequence[str]) -> str:
    """The word of `allowed` that somebody meant; «» where nothing is near. «Se vende o se renta» is both."""
    words = {word: choice for choice, listed in MEANT.get(column, {}).items() for word in listed.split()}
    words |= {choice: choice for choice in allowed}
    said = re.findall(r"\w+", fold(written))
    found = {words[word] for word in said if word in words}
    if found == {"venta", "alquiler"}:
        return "ambos"
    near = get_close_matches("-".join(said), words, 1)
    return found.pop() if len(found) == 1 else words[near[0]] if near else ""
