"""The right agent gets the person: what they want, and for how much."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.lead import Budget, Intent
from flows.understanding.budget import read_budget
from flows.understanding.intent import OwnerMaybe, read_intent
from flows.understanding.message import read

WORDS = load_vocabulary()

BUY = "comprar|compra|quiero adquirir algo|invertir|es una inversión|casa propia|para separar|en planos"
BUY_TOO = "con préstamo|tengo el bono para comprar|conprar|I want to buy|comprar mi primera casa"
RENT = "alquilar|alquiler|quiero rentar|renta|busco pa mudarme|un 2+1|¿cuántos depósitos?|por mes|Airbnb|alqilar|rent"
BOTH = "lo que salga|comprar o alquilar|quiero comprar, o alquilar si no|ambos|buy or rent"
OWNER = (
    "vender|quiero alquilar mi casa|rentar mis apartamentos|vendo un solar|mi local lo quiero alquilar|rent my house"
)
NEITHER = "1|hola|mi casa|venta|comparar precios|no sé|no quiero comprar||busco para los dos"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((said, Intent.BUY) for said in f"{BUY}|{BUY_TOO}".split("|")),
        *((said, Intent.RENT) for said in RENT.split("|")),
        *((said, Intent.BOTH) for said in BOTH.split("|")),
        *((said, OwnerMaybe()) for said in OWNER.split("|")),
        *((said, None) for said in NEITHER.split("|")),
        ("ofrezco mi apartamento", Intent.OFFER),
        ("no quiero comprar, quiero alquilar", Intent.RENT),
        ("mejor no, alquilar", Intent.RENT),
        ("alquilar no, comprar", Intent.BUY),
        ("not rent, buy", Intent.BUY),
        ("je ne veux pas acheter, louer", Intent.RENT),
        ("não quero comprar, quero alugar", Intent.RENT),
        ("I'd rather rent than buy", Intent.RENT),
        ("no tengo casa quiero comprar", Intent.BUY),
        ("vivo alquilado y quiero comprar", Intent.BUY),
        ("comprar para alquilar por Airbnb", Intent.BUY),
        ("comprar para mudarme en enero", Intent.BUY),
        ("comprar, y si no alquilar", Intent.BOTH),
        ("alquilar mi primer apartamento", Intent.RENT),
        ("comprar y luego alquilar", Intent.BUY),
        ("buy something to rent out", Intent.BUY),
        ("tengo un local y lo quiero rentar", OwnerMaybe()),
        ("I have a condo to rent out", OwnerMaybe()),
        ("alquiler con opción a compra", Intent.BOTH),
        ("renting now, want to own", Intent.BUY),
        ("mi casa actual es alquilada, busco comprar", Intent.BUY),
        ("¿compran casas?", None),
        ("my landlord is raising my rent so I want to buy", Intent.BUY),
        ("est-elle toujours à vendre ?", Intent.BUY),
        ("sair do aluguel e comprar", Intent.BUY),
        ("can you manage my rental", OwnerMaybe()),
        ("first time home buyer", Intent.BUY),
        ("mi hermano compró ahí", None),
        ("mi hermano compro ahi", None),
        ("¿eso ta alquilado?", None),
    ],
)
def test_what_they_want_is_read_from_their_words(said: str, meant: Intent | OwnerMaybe | None) -> None:
    """Buying, renting, either, or perhaps offering their own: never guessed from anything else."""
    assert read_intent(read(said), WORDS) == meant


@pytest.mark.parametrize(
    ("said", "amount", "currency", "why"),
    [
        ("150 mil dólares", 150_000, "USD", "words"),
        ("busco pa mudarme en enero, 150 mil dólares con préstamo", 150_000, "USD", "in a sentence"),
        ("RD$25,000", 25_000, "DOP", "symbol before"),
        ("25,000 RD$", 25_000, "DOP", "symbol behind"),
        ("RD$ 25,000.00", 25_000, "DOP", "cents are dropped"),
        ("US$150k", 150_000, "USD", "k"),
        ("150K USD", 150_000, "USD", "k, code behind"),
        ("US$ 200,000 dólares", 200_000, "USD", "said twice"),
        ("25mil pesos mensuales", 25_000, "DOP", "no space"),
        ("2 millones de pesos", 2_000_000, "DOP", "with «de»"),
        ("1.5 millones de pesos", 1_500_000, "DOP", "a decimal point"),
        ("1,5 millones usd", 1_500_000, "USD", "a decimal comma"),
        ("5MM RD$", 5_000_000, "DOP", "MM"),
        ("1.250.000,50 pesos", 1_250_000, "DOP", "points between thousands"),
        ("entre 100 y 150 mil dólares", 150_000, "USD", "the upper end carries the currency"),
        ("up to 150 thousand dollars", 150_000, "USD", "English"),
    ],
)
def test_a_clear_budget_is_read(said: str, amount: int, currency: str, why: str) -> None:
    """An amount with its currency reaches the CRM as a number."""
    budget = read_budget(read(said), WORDS)
    assert budget is not None, why
    assert (budget.amount, budget.currency) == (amount, currency), why


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("150000", "a bare number"),
        ("$150,000", "a bare «$» is either currency"),
        ("3 habitaciones, 2 baños", "other numbers"),
        ("100 mil dólares o 5 millones de pesos", "two amounts"),
        ("1.250 millones de pesos", "one million and a quarter, or a thousand and a quarter"),
        ("USD 150 pesos", "two currencies"),
        ("0 pesos", "nothing"),
        ("mil dólares", "no figure"),
        ("9" * 5000 + " pesos", "no budget"),
        ("dos millones y medio", "no figure, no currency"),
    ],
)
def test_an_unclear_budget_stays_words(said: str, why: str) -> None:
    """What could mean two things is left to the note."""
    assert read_budget(read(said), WORDS) is None, why


def test_one_amount_said_twice_is_one() -> None:
    """Repeating the budget does not make it unclear."""
    assert read_budget(read("US$90k, o sea 90 mil dólares"), WORDS) == Budget(amount=90_000, currency="USD")
