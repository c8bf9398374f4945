"""What somebody gave stays: stray sentences change nothing, a correction in words does (conversation §8.2)."""

from __future__ import annotations

import pytest

from flows.conversation import ChangeOf, Draft, State
from flows.events import Sender, TextEdited
from flows.lead import Intent
from tests.chats import Chat, default_flow

ANSWERS = ("hola", "acepto", "comprar", "Ana Peña Gil", "829-555-0134", "ana.gil@example.com", "nada")
ASKED = {"phone": 4, "email": 5, "notes": 6, "review": 7}


def asked_for(question: str) -> Chat:
    """A chat in which this question is pending, and everything before it was given; a number is asked for only where
    the channel vouches for none."""
    chat = Chat(sender=Sender(profile_name="Ana")) if question == "phone" else Chat()
    chat.say(*ANSWERS[: ASKED[question]])
    return chat


def given(draft: Draft) -> tuple[str, str, str]:
    return (
        draft.name or "",
        draft.phone.e164 if draft.phone else "",
        draft.email.address if draft.email and draft.email.given else "",
    )


STRAY = {
    "notes": [
        "Somos 3. No tenemos mascotas",
        "Me interesa. Es para junio",
        "con punto de referencia en la gasolinera",
        "el punto es que mi correo lo revisa mi hija",
        "me gustó este: example.com.do/listado/55",
        "les mandé un correo desde example.com.do/listado",
        "https://example.com.do/listado/55",
        "yo trabajo en yahoo",
        "mi contrato termina en 2027",
        "mi contrato, número 5, termina en 2027",
        "el número de mi contrato termina en 2027",
        "llamé y me dijeron que el contrato termina en 2027",
        "no es Naco, es Piantini",
        "perdón, es Piantini",
        "mejor en Naco, no en Gazcue",
        "si no contesto, llamen a mi esposa al 829-555-0111",
        "mi jefe es jefe@example.com, no le escriban",
        "el correo de mi jefe es jefe@example.com",
        "el apellido de mi esposa es Gómez, no Peña",
        "el teléfono del guardia es 829-555-0111",
        "me mudo el 15 del 12 de 2027",
        "entre 150 y 180 mil dólares, no 200",
        "pago 829 dólares, no 809",
        "son 829 dólares, no 809",
        "cerca de la calle Gil, no de la Peña",
        "soy amiga de Luis Peña",
        "www.example.org/casa me encantó",
        "es la casa de example.org",
        "mi jefe dice que no, es muy caro",
        "gmail no me funciona",
        "hotmail no, gmail tampoco",
        "trabajo en outlook, no en yahoo",
        "mi mamá es Ana Peña también",
        "Bueno, es todo",
        "mi esposo se apellida Gómez, no Peña",
    ],
    "review": [
        "mi mamá se llama Rosa",
        "mi jefe es jefe@example.com",
        "Hi. It should have parking",
        "merci.de préférence au rez-de-chaussée",
        "it's Naco, not Gazcue",
        "my lease ends in 2027",
        "c'est Naco, pas Gazcue",
        "mon bail se termine par 2027",
        "meu contrato termina em 2027",
        "é Piantini, não Naco",
        "il contratto finisce con 2027",
        "è Naco, non Gazcue",
        "der Vertrag endet mit 2027",
        "es ist Naco, nicht Gazcue",
        "договор заканчивается на 2027",
        "это Нако, а не Газкуэ",
        "kontra a fini ak 2027",
        "se Naco, pa Gazcue",
        "son 15, no 20",
        "somos 5 no 6",
        "es el 135, no 134",
        "quiero 134 metros no 135",
        "es con b",
        "busco con c",
        "quiero con balcón, no con patio",
        "apartamento sin número",
        "sin el punto de encuentro",
        "mi vecina es Ana Gómez, no la conozco",
        "no es la Torre Gil, es la Torre Sol",
        "el dueño es Luis Gil",
        "se puede por gmail",
        "la renta es cara",
        "sí. No, espera",
        "mon adresse est sans numéro",
        "wir sind 3. Es ist dringend",
        "siamo in 3. No animali",
        "somos 2. Me avisam",
        "нас трое. Не звоните 2027",
        "nou se 3. Pa gen chen",
        "mein Vermieter ist Karl Braun",
        "меня не зовут, я сама приду",
        "mi proprietario si chiama Carlo Rossi",
        "meu chefe é chefe@example.com",
        "mon patron: patron@example.com",
        "my boss is boss@example.com",
        "llámenme después de las 6, no antes",
        "I work at outlook, call later",
        "vi un anuncio en yahoo.com",
        "vi www.example.net, muy bonito",
        "example.net",
        "I saw it at example.net",
        "mi papá se llama Luis Peña y él paga",
        "hablé con Ana Gómez de su oficina, no me ayudó",
        "el contrato del 134 termina en enero",
        "quiero el apartamento 0134, no el 0135",
        "ya no vivo en el 829, ahora en el 809",
        "mi correo siempre está lleno, mejor llamen",
        "no reviso el correo. No me escriban ahí",
        "el correo lo lee mi esposa, Gina",
        "no tengo número de cédula",
        "mi número de cuenta termina en 4455",
        "mi apellido es conocido en Naco",
        "el apellido no importa",
        "el nombre del edificio es Torre Gil",
        "el nombre de mi hijo es Juan Pérez",
        "pueden llamar al 809-555-0100 que es la caseta",
        "vi el número 809-555-0111 en el letrero",
        "el letrero dice 809-555-0111",
        "ustedes son info@example.com?",
        "les escribí a info@example.com y nada",
        "mi contador, conta@example.org, les manda los papeles",
        "copien a mi abogado abogado@example.org",
        "con z de zona norte",
        "sin la cocina, con dos baños",
        "que no sea sin balcón",
        "doble parqueo",
        "con doble altura",
        "una sola planta",
        "es con piscina, no sin",
        "without pets, with a garden",
        "not the first floor, the second one",
        "I'm with Ann Smith, she pays",
        "my name is on the list already",
        "is that your phone number?",
        "call my husband John at 809-555-0111",
        "je suis avec Paul Dupont",
        "mon mari, Paul, 06 12 34 56 78",
        "c'est sans meuble",
        "meu marido é o Carlos Silva",
        "é com varanda, não sem",
        "meu telefone não funciona depois das 18",
        "il mio telefono è scarico",
        "mein Telefon ist kaputt, erst ab 18 Uhr",
        "ohne Möbel, mit Garten",
        "мой телефон выключен до 18",
        "без мебели, с балконом",
        "telefòn mwen pa mache apre 18",
        "mari m rele Jean Pierre",
    ],
    "email": [
        "no es Naco, es Piantini",
        "mi alquiler termina en 15 días",
        "mi turno termina en 5 horas",
        "mi esposa es Rosa Díaz, 829-555-0111",
        "¿el 829-555-0111 es de ustedes?",
        "llamen a la oficina 829-555-0111",
        "le escribe Carlos Díaz de Casa Nova",
        "perdón, es Gazcue",
        "the building ends in 2027",
        "mi hija Gina tiene correo, yo no sé",
        "yo no soy Luis Díaz, soy su prima",
        "no, gracias",
        "es mejor por teléfono",
        "al 829-555-0111 no, ese es viejo",
        "ese número es viejo: 829-555-0111",
    ],
    "phone": [
        "no es Naco, es Piantini",
        "perdón, es Gazcue",
        "mi esposo es Carlos Díaz",
        "it's Naco, not Gazcue",
    ],
}


@pytest.mark.parametrize(("question", "text"), [(asked, text) for asked, texts in STRAY.items() for text in texts])
def test_a_stray_sentence_changes_nothing(question: str, text: str) -> None:
    """What people say beside the question is for the agency: name, phone and address stay as they were given, and
    nobody is asked whether somebody else's shall take their place."""
    chat = asked_for(question)
    before = given(chat.conversation.draft)
    chat.say(text)
    assert given(chat.conversation.draft) == before
    assert chat.conversation.state is not State.CHANGE


CORRECTED = [
    ("review", "mi correo es otro: ana@example.org", "ana@example.org"),
    ("review", "es Díaz, no Peña", "Ana Díaz Gil"),
    ("review", "es Gil, no Peña", "Ana Gil"),
    ("review", "no, mi nombre es Ana Pérez", "Ana Pérez"),
    ("review", "no, me llamo Ana Pérez", "Ana Pérez"),
    ("review", "mi nombre es Luisa Díaz", "Luisa Díaz"),
    ("review", "no, es hotmail", "ana.gil@hotmail.com"),
    ("review", "no es example, es hotmail", "ana.gil@hotmail.com"),
    ("review", "no, es ana@example.org", "ana@example.org"),
    ("review", "mi correo es ana.gil@example.org", "ana.gil@example.org"),
    ("review", "mi número es 829-555-0177", "+18295550177"),
    ("review", "no, mi teléfono termina en 35", "+18295550135"),
    ("review", "el número que les di termina en 35", "+18295550135"),
    ("review", "no es 0134, es 0135", "+18295550135"),
    ("review", "es 809 no 829", "+18095550134"),
    ("review", "me equivoqué de número, es 809-555-0177", "+18095550177"),
    ("review", "llámenme mejor al 809-555-0177", "+18095550177"),
    ("review", "perdón, 809-555-0177", "+18095550177"),
    ("review", "my phone is 809-555-0177", "+18095550177"),
    ("review", "wrong number before, use +1 718 555 0159", "+17185550159"),
    ("review", "my e-mail is ana@example.org", "ana@example.org"),
    ("review", "oops, my email is at outlook", "ana.gil@outlook.com"),
    ("review", "it's Jill not Gil", "Ana Peña Jill"),
    ("review", "no, my name is Ana Smith", "Ana Smith"),
    ("review", "mon numéro est le +33 6 12 34 56 01", "+33612345601"),
    ("review", "pardon, c'est chez orange.fr et pas example", "ana.gil@orange.fr"),
    ("review", "non, mon nom est Ana Dupont", "Ana Dupont"),
    ("review", "mon mail est ana@example.org", "ana@example.org"),
    ("review", "o número certo é +55 11 95555-0160", "+5511955550160"),
    ("review", "non, mi chiamo Ana Rossi", "Ana Rossi"),
    ("review", "la mia email è ana@example.org", "ana@example.org"),
    ("review", "il mio numero è +39 312 345 6789", "+393123456789"),
    ("review", "meine E-Mail ist ana@example.org", "ana@example.org"),
    ("review", "nein, mein Name ist Ana Braun", "Ana Braun"),
    ("review", "meine Nummer ist +49 1512 3456789", "+4915123456789"),
    ("review", "моя почта ana@example.org", "ana@example.org"),
    ("review", "мой номер +7 912 345-67-89", "+79123456789"),
    ("review", "нет, меня зовут Анна Петрова", "Анна Петрова"),
    ("review", "imèl mwen se ana@example.org", "ana@example.org"),
    ("review", "nimewo mwen se +509 3412 3456", "+50934123456"),
    ("review", "padon, mwen rele Ana Pierre", "Ana Pierre"),
    ("notes", "mi correo es otro: ana@example.org", "ana@example.org"),
    ("notes", "mi apellido es con z: Gilz", "Ana Peña Gilz"),
    ("notes", "no, me llamo Ana Pérez", "Ana Pérez"),
    ("notes", "me equivoqué de número, es 829-555-0151", "+18295550151"),
    ("notes", "corrijo: mi nombre es Anna, no Ana", "Anna Peña Gil"),
    ("notes", "es Gil, no Peña", "Ana Gil"),
    ("email", "mi número es 829-555-0177", "+18295550177"),
    ("email", "perdon antes puse mal el numero es 849 555 0156", "+18495550156"),
    ("email", "espera mi apellido es Batista no Peña", "Ana Batista Gil"),
    ("email", "soy Ana Peña Gil Cruz", "Ana Peña Gil Cruz"),
    ("phone", "mi nombre es Ana Pérez", "Ana Pérez"),
    ("phone", "perdón, mi apellido es Díaz no Peña", "Ana Díaz Gil"),
    ("email", "no, es otro: 829-555-0177", "+18295550177"),
    ("review", "el mío es ana@example.org, el otro es viejo", "ana@example.org"),
    ("review", "nein, ich heiße Ana Braun", "Ana Braun"),
    ("review", "нет, номер +7 912 345-67-89", "+79123456789"),
    ("review", "pa sa, nimewo a se +509 3412 3456", "+50934123456"),
]


@pytest.mark.parametrize(("question", "text", "value"), CORRECTED)
def test_a_correction_in_words_is_heard_at_any_question(question: str, text: str, value: str) -> None:
    """Whoever says what was wrong, in words about that very thing, finds it changed and nothing else."""
    chat = asked_for(question)
    before = given(chat.conversation.draft)
    answer = chat.say(text)
    after = given(chat.conversation.draft)
    assert [new for new, old in zip(after, before, strict=True) if new != old] == [value]
    assert answer.startswith("Cambiado: ")
    assert value in answer or value.startswith("+")


ANOTHER = {
    "soy Luis Díaz": ("¿Cambio tu nombre por Luis Díaz?", 0, "Luis Díaz"),
    "le habla Carlos Díaz": ("¿Cambio tu nombre por Carlos Díaz?", 0, "Carlos Díaz"),
    "829-555-0177": ("¿Cambio tu teléfono por 829-555-0177?", 1, "+18295550177"),
    "otro@example.com": ("¿Cambio tu correo por otro@example.com?", 2, "otro@example.com"),
}


@pytest.mark.parametrize(
    ("question", "text"),
    [(q, text) for q in ("email", "notes", "review") for text in ANOTHER if (q, "@" in text) != ("email", True)],
)
def test_another_value_without_such_words_is_asked_about(question: str, text: str) -> None:
    """Another name, number or address that stands alone changes nothing until they say yes to it, and a no leaves all
    as it was, at the same question."""
    asked, field, value = ANOTHER[text]
    chat = asked_for(question)
    before, pending = given(chat.conversation.draft), chat.conversation.state
    assert chat.say(text) == asked
    assert given(chat.conversation.draft) == before
    chat.say("no")
    assert (given(chat.conversation.draft), chat.conversation.state) == (before, pending)
    chat.say(text)
    assert isinstance(chat.conversation.pending, ChangeOf)
    assert chat.say("sí").startswith("Cambiado: ")
    assert given(chat.conversation.draft)[field] == value
    assert chat.conversation.state is pending


@pytest.mark.parametrize(
    "text",
    ["soy Luis Díaz y mi esposo paga al contado", "mi jefe es jefe@example.com", "mi hermana tiene el 829-555-0111"],
)
def test_what_is_said_of_others_is_kept_for_the_agency(text: str) -> None:
    """Who says more than another value, or somebody else's, is asked nothing, and the agency reads their words."""
    chat = asked_for("review")
    assert chat.say(text).startswith("Lo agregué a tu nota.")
    assert chat.conversation.draft.note == text


def test_another_value_beside_an_answer_is_kept_too() -> None:
    """The answer is taken, and who else is named beside it is not lost."""
    chat = asked_for("email")
    chat.say("soy Luis Díaz, ana@example.com")
    draft = chat.conversation.draft
    assert given(draft) == ("Ana Peña Gil", "+18295550134", "ana@example.com")
    assert [aside.words for aside in draft.asides] == ["soy Luis Díaz, ana@example.com"]


def test_a_value_in_a_question_is_answered() -> None:
    """A question that names another number is answered as a question, and noted once."""
    chat = asked_for("email")
    answer = chat.say("¿el 829-555-0111 es de ustedes?")
    assert answer.startswith("Eso te lo responde el asesor; ya lo anoté.")
    assert "¿A qué correo" in answer
    assert [aside.kind for aside in chat.conversation.draft.asides] == ["question"]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("nombre", "Luis Díaz", "Luis Díaz"),
        ("teléfono", "829-555-0177", "+18295550177"),
        ("correo", "luis@example.com", "luis@example.com"),
    ],
)
def test_what_is_asked_again_may_be_anything(field: str, text: str, value: str) -> None:
    """Who asked to change something writes the new value and nothing else."""
    chat = asked_for("review")
    chat.say(f"cambiar {field}", text)
    assert value in given(chat.conversation.draft)
    assert chat.conversation.state is State.REVIEW


def test_what_to_change_takes_a_bare_value() -> None:
    """«¿Qué cambio?» is answered by the new value itself."""
    chat = asked_for("review")
    chat.say("cambiar", "luis@example.com", "cambiar", "829-555-0177")
    assert given(chat.conversation.draft) == ("Ana Peña Gil", "+18295550177", "luis@example.com")


def test_back_takes_a_bare_value() -> None:
    """After «atrás» the question is asked again and any answer to it counts."""
    chat = asked_for("notes")
    chat.say("atrás", "luis@example.com")
    assert given(chat.conversation.draft)[2] == "luis@example.com"


def on_telegram(*texts: str) -> Chat:
    chat = Chat(default_flow("telegram"), sender=Sender(profile_name="Ana"))
    chat.say(*texts)
    return chat


def test_an_edited_message_takes_a_bare_value() -> None:
    """An edited message corrects what it answered, without a word about it."""
    chat = on_telegram(*ANSWERS[:5])
    (message, question) = chat.conversation.heard[-1]
    assert question == "phone"
    assert chat.happens(TextEdited(text="829-555-0177", message=message)).startswith(
        "Cambiado: teléfono, 829-555-0177."
    )
    assert given(chat.conversation.draft)[1] == "+18295550177"


def test_an_edited_message_corrects_all_that_it_said() -> None:
    """Where one message answered several questions, its edit corrects them all."""
    chat = on_telegram(*ANSWERS[:3], "Ana Peña Gil, 829-555-0134")
    (message, _) = chat.conversation.heard[-1]
    chat.happens(TextEdited(text="Ana Peña Gil, 829-555-0177", message=message))
    assert given(chat.conversation.draft)[:2] == ("Ana Peña Gil", "+18295550177")


def test_a_stated_number_gives_way_to_any_of_theirs_until_the_summary() -> None:
    """A number that only the channel stated is replaced by a bare one, not by that of somebody else; once the summary
    was shown that is asked."""
    chat = Chat()
    chat.say(*ANSWERS[:4])
    chat.say("mi jefe: 829-555-0111")
    assert given(chat.conversation.draft)[1] == "+18095550134"
    assert chat.say("829-555-0199").startswith("Cambiado: teléfono, 829-555-0199.")
    assert given(chat.conversation.draft)[1] == "+18295550199"
    chat = Chat()
    chat.to_review()
    assert chat.say("829-555-0199").startswith("¿Cambio tu teléfono")
    assert given(chat.conversation.draft)[1] == "+18095550134"


def test_no_address_and_no_wish_are_nothing_that_could_change() -> None:
    """«Sin correo» and «por definir» give way to what is said later, without a word about them."""
    chat = Chat()
    chat.say("hola", "acepto", "otra cosa", "aún no sé", "Ana Peña", "829-555-0134", "no tengo", "nada")
    assert chat.conversation.draft.intent is Intent.UNDECIDED
    chat.say("ana@example.com", "quiero comprar")
    draft = chat.conversation.draft
    assert (given(draft)[2], draft.intent) == ("ana@example.com", Intent.BUY)


@pytest.mark.parametrize("text", ["soy Ana Peña Gil Cruz", "me llamo Ana Peña Gil Cruz"])
def test_more_of_the_same_name_is_added(text: str) -> None:
    """Who writes their name again with one more surname adds it."""
    chat = asked_for("email")
    chat.say(text)
    assert given(chat.conversation.draft)[0] == "Ana Peña Gil Cruz"
