"""What is said about an answer changes it or takes it back, in people's own words, whatever is asked
(conversation §6, §8.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.wording import load_catalogues
from flows.conversation import Asked, Conversation, Draft, State
from flows.lead import Aside, Budget, Consent, Email, Intent, Phone
from flows.understanding.corrections import read_change
from flows.understanding.message import read
from flows.understanding.words import merge
from tests.chats import NOON, Chat

WORDS = merge(load_catalogues().values())
GIVEN = Draft(
    intent=Intent.BUY,
    name="Ana Peña",
    phone=Phone(e164="+18295550134"),
    email=Email(address="ana.gil@example.com"),
    note="third floor or higher",
)


def chat_in(language: str, state: State = State.REVIEW) -> Chat:
    """A chat in which all is given, at the summary, or at the note's question, or at one that is asked again."""
    chat = Chat()
    draft = replace(GIVEN, note=None) if state is State.NOTES else GIVEN
    chat.conversation = Conversation(
        version=chat.flow.version,
        pending=Asked(state),  # type: ignore[arg-type]  # only states without a value of their own are given
        language=language,
        consent=Consent(text_version="1", at=NOON, language=language),
        draft=draft,
        editing="" if state in (State.NOTES, State.REVIEW) else "stepped_back",
        summary_step=0 if state is State.REVIEW else None,
        last_heard_at=NOON,
    )
    return chat


def changed(chat: Chat, before: Draft = GIVEN) -> dict[str, object]:
    """What of the draft is no longer as it was given."""
    after = chat.conversation.draft
    return {
        field: getattr(after, field)
        for field in ("intent", "name", "phone", "email", "note")
        if getattr(after, field) != getattr(before, field)
    }


WITHOUT_EMAIL = [
    ("es", "quita el correo"),
    ("es", "por favor quiten mi correo"),
    ("es", "sí, pero quítame el correo"),
    ("es", "mi correo bórralo"),
    ("es", "dale, pero elimina el correo electrónico"),
    ("en", "remove my email"),
    ("en", "ok but remove my email"),
    ("en", "yes, please take my e-mail out"),
    ("en", "I'd like to delete my email address"),
    ("fr", "enlevez mon mail"),
    ("fr", "oui mais supprimez l'adresse mail"),
    ("fr", "non, retirez mon e-mail svp"),
    ("pt", "tira meu email"),
    ("pt", "ok mas apaga o e-mail"),
    ("it", "tolga la mail"),
    ("it", "sì ma elimini l'e-mail, per favore"),
    ("de", "ok aber nehmen Sie meine E-Mail raus"),
    ("de", "bitte meine E-Mail löschen"),
    ("de", "lassen Sie die E-Mail bitte weg"),
    ("ru", "уберите почту"),
    ("ru", "да, но удалите мою почту, пожалуйста"),
    ("ht", "retire imèl mwen"),
    ("ht", "ok men efase imèl la"),
    ("es", "sí, pero sin el correo"),
    ("es", "¿puedes quitar mi correo?"),
    ("es", "no incluyas mi correo"),
    ("en", "send it without my email"),
    ("en", "can you remove my email?"),
    ("fr", "oui mais sans le mail"),
    ("pt", "sim, mas sem o email"),
    ("it", "sì ma senza mail"),
    ("de", "ja, aber ohne E-Mail"),
    ("ru", "да, но без почты"),
    ("ht", "wi, men san imèl"),
]


@pytest.mark.parametrize(("language", "text"), WITHOUT_EMAIL)
def test_an_address_is_taken_out_and_nothing_is_sent(language: str, text: str) -> None:
    """Who wants their address out, with a yes beside it or not, sees the summary again without it."""
    chat = chat_in(language)
    chat.say(text)
    assert changed(chat) == {"email": Email(address=chat.conversation.internal_email, given=False)}
    assert chat.conversation.state is State.REVIEW
    assert chat.turn
    assert chat.turn.reply
    assert [say.key for say in chat.turn.reply.says] == ["CHANGED", "EMAIL_NONE", "REVIEW"]
    assert not chat.leads


@pytest.mark.parametrize("state", [State.INTENT, State.NAME, State.PHONE, State.EMAIL])
@pytest.mark.parametrize(("language", "text"), [("es", "quita el correo"), ("de", "meine E-Mail löschen")])
def test_an_address_is_taken_out_at_any_question(state: State, language: str, text: str) -> None:
    """It need not be the summary: a correction is heard wherever the person thinks of it."""
    chat = chat_in(language, state)
    chat.say(text)
    assert list(changed(chat)) == ["email"]


def test_why_an_address_is_taken_out_is_kept_for_the_agency() -> None:
    """Who gives a reason beside it finds the address gone, and the agency reads the reason."""
    chat = chat_in("es")
    chat.say("elimina mi correo, no lo uso")
    assert list(changed(chat)) == ["email"]
    assert [aside.words for aside in chat.conversation.draft.asides] == ["elimina mi correo, no lo uso"]


NOTES_OUT = [
    ("es", "borra la nota"),
    ("en", "take my note out"),
    ("fr", "effacez la note"),
    ("pt", "apaga o recado"),
    ("it", "cancelli la nota"),
    ("de", "streichen Sie die Notiz"),
    ("ru", "сотрите заметку"),
    ("ht", "retire nòt la"),
    ("es", "borra lo que escribí"),
    ("en", "delete what I wrote"),
]


@pytest.mark.parametrize(("language", "text"), NOTES_OUT)
def test_a_note_is_taken_out(language: str, text: str) -> None:
    """A note that is not wanted any more is not sent, nor what the summary shows with it as «y lo que escribiste»."""
    chat = chat_in(language)
    words = (Aside(kind="words", words="hablo rápido"),)
    chat.conversation = replace(chat.conversation, draft=replace(GIVEN, asides=words))
    chat.say(text)
    assert chat.conversation.draft.asides == ()
    assert changed(chat) == {"note": ""}
    assert chat.turn
    assert chat.turn.reply
    assert [say.key for say in chat.turn.reply.says] == ["CHANGED", "REVIEW"]


@pytest.mark.parametrize(
    ("language", "text", "state"),
    [
        ("es", "quita mi nombre", State.NAME),
        ("es", "borra mi número", State.PHONE),
        ("en", "remove my name", State.NAME),
        ("en", "ok but delete my phone number", State.PHONE),
        ("fr", "supprimez mon numéro", State.PHONE),
        ("pt", "tira meu nome", State.NAME),
        ("it", "tolga il numero", State.PHONE),
        ("de", "nehmen Sie meine Nummer raus", State.PHONE),
        ("ru", "удалите мой номер", State.PHONE),
        ("ht", "retire nimewo mwen", State.PHONE),
        ("es", "sí, pero mi número cambió", State.PHONE),
        ("es", "mi nombre es otro", State.NAME),
        ("en", "my phone number has changed", State.PHONE),
        ("fr", "mon numéro a changé", State.PHONE),
        ("de", "ok aber meine Nummer stimmt nicht", State.PHONE),
        ("it", "il mio numero è cambiato", State.PHONE),
        ("es", "cambia el correo por el del trabajo", State.EMAIL),
        ("es", "puse mal el correo", State.EMAIL),
        ("es", "cambia el apellido a Gómez", State.NAME),
    ],
)
def test_what_cannot_be_without_is_asked_again(language: str, text: str, state: State) -> None:
    """A name and a number are needed, so who takes one back, or gives no new one, is asked for it."""
    chat = chat_in(language)
    chat.say(text)
    assert (chat.conversation.state, changed(chat)) == (state, {})
    assert not chat.leads


CORRECTED: list[tuple[str, str, dict[str, object]]] = [
    ("es", "mi nombre es otro: Rosa Marte", {"name": "Rosa Marte"}),
    ("es", "cambia mi nombre a Rosa Elena Marte", {"name": "Rosa Elena Marte"}),
    ("es", "sí, pero cambia el nombre por Rosa Marte", {"name": "Rosa Marte"}),
    ("en", "change my name to Rosa Helen Marte", {"name": "Rosa Helen Marte"}),
    ("en", "ok but put my name as Rosa Marte please", {"name": "Rosa Marte"}),
    ("fr", "changez mon nom en Rosa Marte", {"name": "Rosa Marte"}),
    ("pt", "muda meu nome para Rosa Marte", {"name": "Rosa Marte"}),
    ("it", "cambi il mio nome in Rosa Marte", {"name": "Rosa Marte"}),
    ("de", "ändern Sie meinen Namen in Rosa Marte", {"name": "Rosa Marte"}),
    ("ru", "измените имя на Роза Марте", {"name": "Роза Марте"}),
    ("ht", "chanje non mwen pou Rosa Marte", {"name": "Rosa Marte"}),
    ("en", "change my email to pat@work.com", {"email": Email(address="pat@work.com")}),
    ("es", "cambia mi correo a pat@work.com", {"email": Email(address="pat@work.com")}),
    ("fr", "remplacez mon mail par pat@work.com", {"email": Email(address="pat@work.com")}),
    ("de", "bitte meine E-Mail auf pat@work.com ändern", {"email": Email(address="pat@work.com")}),
    ("ru", "почта неправильная, правильно pat@work.com", {"email": Email(address="pat@work.com")}),
    ("es", "mi correo está mal, es hotmail", {"email": Email(address="ana.gil@hotmail.com")}),
    ("es", "pon mi número como 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("es", "el teléfono ponlo 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("en", "replace my number with 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("pt", "troca o número por 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("it", "il numero è sbagliato, quello giusto è 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("de", "meine Nummer ist falsch, richtig ist 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("ht", "chanje nimewo mwen pou 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("es", "¿puedes cambiar mi nombre a Rosa Marte?", {"name": "Rosa Marte"}),
    ("es", "corrige mi apellido: es Gil", {"name": "Ana Gil"}),
    ("en", "my email should be pat@work.com", {"email": Email(address="pat@work.com")}),
    ("fr", "pouvez-vous changer mon numéro pour le 829 555 0177", {"phone": Phone(e164="+18295550177")}),
    ("es", "cámbialo a alquiler", {"intent": Intent.RENT}),
    ("es", "no compro, alquilo", {"intent": Intent.RENT}),
    ("es", "mejor alquilar", {"intent": Intent.RENT}),
    ("es", "cambia comprar por alquilar", {"intent": Intent.RENT}),
    ("en", "change buy to rent", {"intent": Intent.RENT}),
    ("fr", "changez acheter en louer", {"intent": Intent.RENT}),
    ("pt", "muda comprar para alugar", {"intent": Intent.RENT}),
    ("it", "meglio affittare", {"intent": Intent.RENT}),
    ("it", "cambi comprare in affittare", {"intent": Intent.RENT}),
    ("de", "bitte kaufen in mieten ändern", {"intent": Intent.RENT}),
    ("ru", "поменяйте покупку на аренду", {"intent": Intent.RENT}),
    ("ht", "chanje achte pou lwe", {"intent": Intent.RENT}),
    ("es", "cambia la nota a: busco con piscina", {"note": "busco con piscina"}),
    ("en", "change the note to ground floor, please", {"note": "ground floor"}),
]


@pytest.mark.parametrize(("language", "text", "after"), CORRECTED)
def test_a_new_value_takes_the_place_of_the_given_one(language: str, text: str, after: dict[str, object]) -> None:
    """A verb of changing or a word that it was wrong, what it is said of, and the new value: it is changed at once."""
    chat = chat_in(language)
    chat.say(text)
    assert changed(chat) == after
    assert chat.conversation.state is State.REVIEW
    assert chat.turn
    assert chat.turn.reply
    assert [say.key for say in chat.turn.reply.says] == ["CHANGED", "REVIEW"]
    assert not chat.leads


@pytest.mark.parametrize(
    ("language", "text", "after"), [row for row in CORRECTED if "note" not in row[2] and "intent" not in row[2]]
)
def test_a_new_value_is_no_note(language: str, text: str, after: dict[str, object]) -> None:
    """At the note's question a correction is one, and the question stays open."""
    chat = chat_in(language, State.NOTES)
    chat.say(text)
    assert changed(chat, replace(GIVEN, note=None)) == after
    assert chat.conversation.state is State.NOTES


def test_a_verb_is_no_name() -> None:
    """Who corrects their address when asked for their name is not called «Change»."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar, mi correo es ana@example.com")
    assert chat.conversation.state is State.NAME
    chat.say("change my email to pat@work.com")
    assert (chat.conversation.draft.name, chat.conversation.draft.email) == (None, Email(address="pat@work.com"))
    assert chat.conversation.state is State.NAME


STRAY = [
    ("es", "el vecino cambió su correo"),
    ("es", "quiten el letrero"),
    ("es", "quita el sueño ese apartamento"),
    ("es", "mi jefe quiere que cambie su número"),
    ("es", "el nombre del edificio cambió"),
    ("es", "cambiar el correo es difícil"),
    ("es", "quiero quitar la pared de la cocina"),
    ("es", "borraron el mensaje del grupo"),
    ("es", "pongan el número de la calle en la puerta"),
    ("es", "cambia el nombre del contrato a Luis Gil"),
    ("en", "my boss changed his number"),
    ("en", "can you take the fence out"),
    ("en", "remove the old fridge before January"),
    ("en", "the phone line was changed last year"),
    ("fr", "le voisin a changé de numéro"),
    ("fr", "enlevez les meubles"),
    ("pt", "o porteiro mudou o número dele"),
    ("pt", "tira a geladeira da cozinha"),
    ("it", "il proprietario ha cambiato nome"),
    ("de", "der Vermieter hat seine Nummer geändert"),
    ("de", "nehmen Sie die Möbel raus"),
    ("ru", "сосед поменял номер"),
    ("ht", "vwazen an chanje nimewo li"),
]


@pytest.mark.parametrize("state", [State.REVIEW, State.NOTES])
@pytest.mark.parametrize(("language", "text"), STRAY)
def test_what_is_changed_elsewhere_changes_nothing(language: str, text: str, state: State) -> None:
    """Who speaks of other people's numbers, of signs and of walls adds to the note."""
    assert read_change(read(text), WORDS) is None
    chat = chat_in(language, state)
    chat.say(text)
    assert list(changed(chat, replace(GIVEN, note=None) if state is State.NOTES else GIVEN)) == ["note"]
    assert text in (chat.conversation.draft.note or "")
    assert not chat.leads


KEPT = [
    ("es", "no cambies mi correo"),
    ("es", "no quiero cambiar mi número"),
    ("en", "don't change my email"),
    ("fr", "ne changez pas mon nom"),
    ("it", "non cambi il mio nome"),
    ("de", "meine E-Mail nicht löschen"),
    ("ru", "не меняйте мою почту"),
]


@pytest.mark.parametrize("state", [State.REVIEW, State.NOTES])
@pytest.mark.parametrize(("language", "text"), KEPT)
def test_what_shall_not_be_changed_stays(language: str, text: str, state: State) -> None:
    """A denial before the verb of changing is no wish to change anything, nor a word to send."""
    assert read_change(read(text), WORDS) is None
    chat = chat_in(language, state)
    chat.say(text)
    assert {*changed(chat, replace(GIVEN, note=chat.conversation.draft.note))} == set()
    assert not chat.leads


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "sí, cambia el presupuesto a 200 mil dólares"),
        ("en", "ok change the budget to 350k"),
        ("fr", "ok mais enlevez ça"),
        ("de", "ok aber meine Adresse gehört da nicht hin"),
        ("de", "ja, aber die Mail muss weg"),
        ("it", "sì ma la mail no"),
        ("pt", "sim mas o nome não"),
        ("ru", "да, но почту не надо"),
    ],
)
def test_a_yes_with_a_correction_beside_it_sends_nothing(language: str, text: str) -> None:
    """A correction that we cannot make still is none to send over: the summary comes again."""
    chat = chat_in(language)
    chat.say(text)
    assert not chat.leads


@pytest.mark.parametrize("text", ["quita el correo", "cambia mi correo a pat@work.com"])
def test_beside_a_person_a_correction_is_for_that_person(text: str) -> None:
    """Who waits for a person tells that person what to correct, and the assistant does not come back for it."""
    chat = Chat()
    chat.say("hola", "acepto", "persona", text)
    assert chat.conversation.state is State.HUMAN


@pytest.mark.parametrize("text", ["correct", "sí, correct"])
def test_what_agrees_corrects_nothing(text: str) -> None:
    """ "Correct" at the summary is a yes, not the verb."""
    chat = chat_in("en")
    chat.say(text)
    assert chat.leads


BUDGETS = [
    ("budget around 300k USD", "change budget to 350k", Budget(amount=350_000, currency="USD")),
    ("budget around 300k USD", "change my budget to 9 million pesos", Budget(amount=9_000_000, currency="DOP")),
    ("hasta 150 mil dólares", "cambia el presupuesto a 180 mil dólares", Budget(amount=180_000, currency="USD")),
    ("hasta 150 mil dólares", "sí, pero cambia el presupuesto por 180 mil", Budget(amount=180_000, currency="USD")),
    ("budget: 200k dollars", "mein Budget ist falsch, richtig ist 250k", Budget(amount=250_000, currency="USD")),
    ("sin prisa", "cambia el presupuesto a 180 mil", None),
    ("hasta 150 mil dólares", "prefiero que tenga 2 baños", Budget(amount=150_000, currency="USD")),
]


@pytest.mark.parametrize(("note", "text", "budget"), BUDGETS)
def test_the_budget_that_was_said_last_counts(note: str, text: str, budget: Budget | None) -> None:
    """The agency gets the corrected budget, in the currency of the one before where it names none, and never the old
    one; all the words stay in the note."""
    chat = chat_in("es")
    chat.conversation = replace(chat.conversation, draft=replace(GIVEN, note=note))
    chat.say(text, "sí")
    assert chat.leads[-1].budget == budget
    assert chat.conversation.draft.note == f"{note}\n{text}"


def test_another_budget_without_an_amount_asks_for_the_note() -> None:
    """Who only says that the budget changed is asked for the note again, where people say it."""
    chat = chat_in("es")
    chat.say("mi presupuesto cambió")
    assert (chat.conversation.state, changed(chat)) == (State.NOTES, {})
