"""The agency gets an address that the person meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wording import load_vocabulary
from flows.lead import Email
from flows.understanding import Complaint
from flows.understanding.email import (
    EmailRead,
    Found,
    NoEmail,
    Several,
    Suggested,
    correct_email,
    read_email,
    search_email,
    suggest,
)
from flows.understanding.message import read as read_message
from flows.understanding.several import Known, read_facts
from tests.chats import NAME, Chat
from tests.messages import left_of

WORDS = load_vocabulary()
ANA = Found("ana@gmail.com")

READ: list[tuple[str, EmailRead, str]] = [
    ("Ana.Pena@Gmail.com ", Found("ana.pena@gmail.com"), "lower case, trimmed"),
    ("ana@gmail.com.", ANA, "the last dot is the sentence's"),
    ("ana@gmail.com. Gracias", ANA, "the dot is the sentence's"),
    ("ana @ gmail.com", ANA, "joined around the @"),
    ("ana@gmail .com", ANA, "joined before the ending"),
    ("ana@gmail. com", ANA, "joined before the ending"),
    ("mi correo: <ana@gmail.com>, gracias", ANA, "words and brackets around"),
    ("mailto:ana@gmail.com", ANA, "a copied link"),
    ("ana arroba gmail punto com", ANA, "spelt in words"),
    ("ANA ARROBA GMAIL.COM", ANA, "half spelt"),
    ("mi correo es ana punto pena arroba gmail punto com", Found("ana.pena@gmail.com"), "spelt in a sentence"),
    ("ana guion bajo p arroba gmail.com", Found("ana_p@gmail.com"), "underscore"),
    ("ana(arroba)gmail.com", ANA, "in brackets"),
    ("ana (@) gmail.com", ANA, "in brackets"),
    ("ana at gmail dot com", ANA, "spelt in English"),
    ("ana\u200b@gmail.com", ANA, "nothing invisible is stored"),
    ("ana@gmail.com ANA@gmail.com", ANA, "the same address twice"),
    ("ana@peña.com", Found("ana@xn--pea-8ma.com"), "a domain may have accents; mail travels in ASCII"),
    ("ana@x.com o beto@y.com", Several(("ana@x.com", "beto@y.com")), "two addresses"),
    ("no tengo", NoEmail(), "no e-mail"),
    ("No tengo correo", NoEmail(), "no e-mail"),
    ("yo no tengo correo, disculpa", NoEmail(), "no e-mail, in a sentence"),
    ("sin correo", NoEmail(), "no e-mail"),
    ("no uso", NoEmail(), "no e-mail"),
    ("I don’t have one", NoEmail(), "no e-mail"),
    ("no", NoEmail(), "no e-mail"),
    ("no tengo otro que ana@gmail.com", ANA, "an address wins"),
    ("jeje", Complaint("no_address"), "no address"),
    ("vivo cerca del punto de encuentro", Complaint("no_address"), "«punto» alone spells nothing"),
    ("ana@gmail", Suggested("", "ana@gmail.com"), "the ending of a large provider can be offered"),
    ("ana@empresa", Complaint("unfinished"), "no dot"),
    ("ana@@gmail.com", Complaint("unfinished"), "two at signs"),
    ("@gmail.com", Complaint("unfinished"), "nothing before the @"),
    ("ana@[127.0.0.1]", Complaint("unfinished"), "no domain"),
    ("a" * 250 + "@gmail.com", Complaint("unfinished"), "over 254 characters"),
    ("peña@gmail.com", Suggested("", "pena@gmail.com"), "the part before the @ is ASCII"),
    ("ана@gmail.com", Complaint("not_ascii"), "letters that cannot be guessed"),
    ("", Complaint("no_address"), "nothing"),
]

MISSPELT = [
    ("gmial.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gamil.com", "gmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmail.con", "hotmail.com"),
    ("outlok.com", "outlook.com"),
    ("yaho.com", "yahoo.com"),
    ("icloud.con", "icloud.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.es", "gmail.com"),
    ("gmail.com.do", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("hotmial.es", "hotmail.es"),
    ("homail.com", "hotmail.com"),
    ("jotmeil.com", "hotmail.com"),
    ("yahooo.com.mx", "yahoo.com.mx"),
    ("yahoo.con.mx", "yahoo.com.mx"),
    ("outlook.cm", "outlook.com"),
    ("iclod.com", "icloud.com"),
    ("live.con", "live.com"),
    ("empresa.cmo", "empresa.com"),
    ("uol.con.br", "uol.com.br"),
]

REAL = [
    "gmail.com",
    "mail.com",
    "email.com",
    "ymail.com",
    "gmx.com",
    "hotmail.es",
    "yahoo.fr",
    "claro.net.do",
    "exemple.fr",
    "yahoo.com.mx",
    "yahoo.co.uk",
    "live.com.mx",
    "outlook.fr",
    "orange.fr",
    "uol.com.br",
    "codetel.net.do",
    "proton.me",
    "me.com",
    "mail.ru",
    "gmx.de",
    "mi-empresa.com.do",
    "mail.pucmm.edu.do",
    "gmail.corp.com",
    "casa.museum",
]


@pytest.mark.parametrize(("text", "read", "why"), READ)
def test_addresses_are_read_as_people_type_them(text: str, read: EmailRead, why: str) -> None:
    """A typed or spelt address is taken, and having none is an answer too."""
    assert read_email(read_message(text), WORDS) == read, why


@pytest.mark.parametrize(("typed", "meant"), MISSPELT)
def test_a_misspelt_provider_is_asked_about(typed: str, meant: str) -> None:
    """A slip in a large provider's name is suggested, never replaced."""
    assert read_email(read_message(f"ana@{typed}"), WORDS) == Suggested(f"ana@{typed}", f"ana@{meant}")


@pytest.mark.parametrize("domain", REAL)
def test_a_real_domain_is_never_questioned(domain: str) -> None:
    """Somebody with an unusual but real address is not asked whether they meant another."""
    assert suggest(f"ana@{domain}") is None


GIL, ONLY_GIL = Suggested("gil@example.com", "ana.gil@example.com"), Found("gil@example.com")
SEARCHED: list[tuple[str, EmailRead | None, str]] = [
    ("Hola soy Ana Peña, 809-555-0134, ana@gmail.com, quiero comprar", ANA, "in the middle"),
    ("ANA PEÑA ANA@GMAIL.COM 8095550134", ANA, "no punctuation"),
    ("busco apto de 3 hab. ana@gmail.com. Gracias", ANA, "the dots are the sentences'"),
    ("ana@gmail.com.Gracias", ANA, "the sentence goes on without a space"),
    ("Correo:ana@gmail.com/Tel:8095550134", ANA, "no spaces"),
    ("Ana Pérez aperez@gmail.com", Found("aperez@gmail.com"), "the name before it is a name"),
    ("Maria Gomez mgomez@example.com", Found("mgomez@example.com"), "the surname, and more"),
    ("Luis Diaz xdiaz84@example.com", Found("xdiaz84@example.com"), "the name, and more"),
    ("Rosa Gil mirosa22@example.com", Found("mirosa22@example.com"), "the first name, and more"),
    ("mi correo es ana arroba gmail punto com y mi tel 809 555 0134", ANA, "in words"),
    ("ana, arroba, gmail, punto, com", ANA, "in words with pauses"),
    ("ana arroba gmail com", ANA, "the last dot is understood"),
    ("ana todo junto en minúscula arroba gmail punto com", ANA, "how it is written"),
    ("ana pena todo junto arroba gmail punto com", Found("anapena@gmail.com"), "said to be one word"),
    ("ana noventa y dos arroba gmail punto com", Found("ana92@gmail.com"), "a number in words"),
    ("a n a arroba gmail punto com", ANA, "letter by letter"),
    ("a de amor n de nano a arroba gmail punto com", ANA, "letters with examples"),
    ("a as in apple n a at gmail dot com", ANA, "letters with examples, in English"),
    ("jean tiret dupont chez orange point fr", Found("jean-dupont@orange.fr"), "in French"),
    ("joao sublinhado silva arroba uol ponto com ponto br", Found("joao_silva@uol.com.br"), "in Portuguese"),
    ("ana [at] gmail [dot] com", ANA, "in brackets"),
    ("mi correo es ana maria arroba gmail punto com", Suggested("maria@gmail.com", "anamaria@gmail.com"), "two words"),
    ("mi correo es ana pena@gmail.com", Suggested("pena@gmail.com", "anapena@gmail.com"), "a space too many"),
    ("ana gmail com", Suggested("", "ana@gmail.com"), "no @"),
    ("anapenagmail.com", Suggested("", "anapena@gmail.com"), "no @"),
    ("ana.pena gmail.com", Suggested("", "ana.pena@gmail.com"), "no @"),
    ("ana#gmail.com", Suggested("", "ana@gmail.com"), "the key beside the @"),
    ("ana@gmail com", Suggested("", "ana@gmail.com"), "no dot"),
    ("ana@gmail,com", Suggested("", "ana@gmail.com"), "a comma for the dot"),
    ("ana@gmail..com", Suggested("", "ana@gmail.com"), "two dots"),
    ("anaarrobagmail.com", ANA, "said, and written without spaces"),
    ("ana@gmail.com.com", Suggested("", "ana@gmail.com"), "the ending twice"),
    ("ana@gmailcom", Suggested("", "ana@gmail.com"), "no dot"),
    ("ana.@gmail.com", Suggested("", "ana@gmail.com"), "no address ends like this before the @"),
    ("ana@gmail.comgracias", Suggested("ana@gmail.comgracias", "ana@gmail.com"), "a word that sticks to it"),
    ("josé arroba gmail punto com", Suggested("", "jose@gmail.com"), "an accent that speech put there"),
    ("ana@x.com o beto@y.com", Several(("ana@x.com", "beto@y.com")), "two addresses"),
    ("ana@x.com no perdon beto@y.com", Found("beto@y.com"), "a slip"),
    ("not ana@x.com, it's beto@y.com", Found("beto@y.com"), "the first is wrong"),
    ("ana@gmial.com, perdón, ana@gmail.com", ANA, "they saw it themselves"),
    ("ana@gmial.com ana@gmail.com", ANA, "what the first one means"),
    ("Ana, 8095550134, no tengo correo", NoEmail(), "none"),
    ("i don't have an email, call me", NoEmail(), "none, in English"),
    ("je n'ai pas de mail", NoEmail(), "none, in French"),
    ("não tenho email", NoEmail(), "none, in Portuguese"),
    ("no tengo prisa", None, "another thing that they do not have"),
    ("mi correo es ana@", Complaint("unfinished"), "meant, but not whole"),
    ("sígueme en @ana_p", None, "a name on a network"),
    ("instagram @ana.perez", None, "a name on a network"),
    ("búscame en tiktok @ana.com", None, "a name on a network, though it ends like an address"),
    ("soy @ana.com en instagram", None, "the network behind it"),
    ("twitter: @ana.do", None, "a name on a network"),
    ("instagram@ana.perez", None, "written together"),
    ("instagram@casa.com.do", Found("instagram@casa.com.do"), "an address that is called so"),
    ("x @ana.com", None, "a name on a network"),
    ("follow me @ana.com", None, "a name on a network, in English"),
    ("Ana Pérez @ana.perez", None, "it ends like no address"),
    ("@ana.perez", None, "it ends like no address"),
    ("mi insta es @luis.com y mi correo luis@mail.example.com", Found("luis@mail.example.com"), "one of each"),
    ("facebook ana.gil@gmail.com", Found("ana.gil@gmail.com"), "an address behind a network"),
    ("instagram ana @gmail.com", ANA, "networks have no such names"),
    ("tengo instagram. Mi correo: ana @casa.com.do", Found("ana@casa.com.do"), "another sentence"),
    ("ana @ gmail.com", ANA, "spaces around the @"),
    ("ana @gmail.com", ANA, "a space before the @"),
    ("ana @casa.com.do", Found("ana@casa.com.do"), "a space before the @"),
    ("mi correo es ana @casa.museum", Found("ana@casa.museum"), "said to be an address"),
    ("ana. gil@example.com", GIL, "a dot that a keyboard spaced"),
    ("ana . gil@example.com", GIL, "a dot that a keyboard spaced"),
    ("ana .gil@example.com", GIL, "a dot that a keyboard spaced"),
    ("mi correo es ana. gil@example.com", GIL, "behind a label"),
    ("Hola. Correo: Ana. gil@example.com", GIL, "behind a label"),
    ("j. diaz@example.com", Suggested("diaz@example.com", "j.diaz@example.com"), "a letter"),
    ("ana. m. gil@example.com", Suggested("gil@example.com", "ana.m.gil@example.com"), "two dots"),
    ("a. gil@example.com", Suggested("gil@example.com", "a.gil@example.com"), "a letter that is a word too"),
    ("ana- gil@example.com", Suggested("gil@example.com", "ana-gil@example.com"), "a hyphen"),
    ("Ana - gil@example.com", ONLY_GIL, "a dash between two things"),
    ("ana_ gil@example.com", Suggested("gil@example.com", "ana_gil@example.com"), "a line below"),
    ("Gracias. gil@example.com", ONLY_GIL, "a courtesy"),
    ("Sí. gil@example.com", ONLY_GIL, "a yes"),
    ("No. gil@example.com", ONLY_GIL, "a no"),
    ("Ok. gil@example.com", ONLY_GIL, "a yes"),
    ("Perfecto. gil@example.com", ONLY_GIL, "a yes"),
    ("Hola. gil@example.com", ONLY_GIL, "a greeting"),
    ("Buenas. gil@example.com", ONLY_GIL, "a greeting"),
    ("Correo. gil@example.com", ONLY_GIL, "a label"),
    ("E-mail. gil@example.com", ONLY_GIL, "a label"),
    ("Lic. gil@example.com", ONLY_GIL, "a title"),
    ("Alquilar. gil@example.com", ONLY_GIL, "a wish"),
    ("Thanks. gil@example.com", ONLY_GIL, "a courtesy"),
    ("Oui. gil@example.com", ONLY_GIL, "a yes"),
    ("Obrigada. gil@example.com", ONLY_GIL, "a courtesy"),
    ("Danke. gil@example.com", ONLY_GIL, "a courtesy"),
    ("Gil. gil@example.com", ONLY_GIL, "the name that the address is of"),
    ("Soy Ana. gil@example.com", ONLY_GIL, "a sentence"),
    ("Ana Gil. gil@example.com", ONLY_GIL, "a sentence"),
    ("Para enero. gil@example.com", ONLY_GIL, "a sentence"),
    ("809-555-0134. gil@example.com", ONLY_GIL, "a number"),
    ("Mi cel 809-555-0134. gil@example.com", ONLY_GIL, "a number"),
    ("ana. Mi correo es gil@example.com", ONLY_GIL, "a sentence between them"),
    ("Departamento. gil@example.com", Suggested("gil@example.com", "departamento.gil@example.com"), "only asked about"),
    ("nos vemos @ 5pm", None, "an hour"),
    ("I live at the beach, look at that dot", None, "words that are signs elsewhere"),
    ("una arroba de café", None, "a weight"),
    ("entra a www.gmail.com", None, "a page"),
    ("tengo gmail pero no me acuerdo", None, "a provider alone"),
]


@pytest.mark.parametrize(("text", "read", "why"), SEARCHED)
def test_an_address_is_found_anywhere_in_a_message(text: str, read: EmailRead | None, why: str) -> None:
    """Whoever writes everything at once is not asked again, and what had to be guessed is only suggested."""
    assert search_email(read_message(text), WORDS)[0] == read, why


NO_ADDRESS = [
    "call me at 6.15pm",
    "reach me at 6.15 tomorrow",
    "meet me at gmail office at 5",
    "I work at gmail, the office at 5th street",
    "see you @ 5.30pm at the lobby",
    "see you @ 6.pm",
    "nos vemos @ 6.15 en la oficina",
    "my email is not important, call me at 5.30",
    "no reviso el mail, llámame at 6.15pm",
    "los espero a las 5 at lobby.do not be late",
    "I saw the ad at supercasas.com.do",
    "look at remax.com and tell me",
    "look at this point please",
    "¿se puede por gmail?",
    "se puede por gmail",
    "tengo gmail y hotmail pero no los uso",
    "¿aceptan gmail.com?",
    "vi la foto en www.hotmail.com",
    "instagram @ ana.perez",
    "búscame en ig como @casa.bonita",
    "c'est @marie.dupont sur insta",
    "siga @joao.imoveis no instagram",
    "seguimi su instagram @luca.rossi",
    "folgt mir auf instagram @max.muster",
    "mwen sou instagram @jan.pye",
    "подпишись @anna.home в инстаграм",
    "je travaille chez orange à Lyon",
    "on se voit chez toi à 18.30",
    "necesito 2 arrobas de café. Gracias",
    "está en el piso 2. com vista al mar",
    "ponto de ônibus perto do prédio",
    "il punto è che costa troppo",
    "der Punkt ist, dass es zu teuer ist",
    "lavi a chè nan pwen vant sa a",
    "собака у меня маленькая, точка",
]


@pytest.mark.parametrize("said", NO_ADDRESS)
def test_words_that_only_look_like_an_address_are_none(said: str) -> None:
    """A clock time, a network's name, a remark on a provider or a site never ends up as somebody's address."""
    assert search_email(read_message(said), WORDS)[0] is None


ADDRESSES = [
    ("ana @ gmail . com", "ana@gmail.com"),
    ("ana.gil@ gmail. com", "ana.gil@gmail.com"),
    ("ana . gil @ gmail . com", "ana.gil@gmail.com"),
    ("mi correo es ana.gil@example.com.", "ana.gil@example.com"),
    ("Ana Peña\n809-555-0134\nana.pena@gmail.com\nBuscamos en Naco", "ana.pena@gmail.com"),
    ("mi jefe es jefe@empresa.do", "jefe@empresa.do"),
    ("*ana@gmail.com*", "ana@gmail.com"),
    ("_ana@gmail.com_", "ana@gmail.com"),
    ("😊ana@gmail.com😊", "ana@gmail.com"),
    ("ana1985@gmail.com", "ana1985@gmail.com"),
    ("o'brien+casa@example.com", "o'brien+casa@example.com"),
    ("8095550134 ana.pena@gmail.com", "ana.pena@gmail.com"),
    ("ana@live.com.Gracias", "ana@live.com"),
    ("ana@hotmail.es.Gracias", "ana@hotmail.es"),
    ("ana@gmail.com-Ana", "ana@gmail.com"),
    ("ana@casa.com. Es mi correo", "ana@casa.com"),
    ("instagram @ana.perez, correo ana.perez@gmail.com", "ana.perez@gmail.com"),
    ("escribe a ana guion bajo gil arroba outlook punto es", "ana_gil@outlook.es"),
    ("ana dos mil cinco (arroba) gmail punto com", "ana2005@gmail.com"),
    ("mi correo: ana arroba casa punto com punto do. Gracias", "ana@casa.com.do"),
    ("it's john dot smith at yahoo dot co dot uk", "john.smith@yahoo.co.uk"),
    ("sven at lindqvist dot example", "sven@lindqvist.example"),
    ("my email is anna at example.com", "anna@example.com"),
    ("anna (at) example.com", "anna@example.com"),
    ("call me at 6.15pm or write to john@example.com", "john@example.com"),
    ("mon adresse : jean point dupont arobase orange point fr", "jean.dupont@orange.fr"),
    ("jean.dupont chez orange.fr", "jean.dupont@orange.fr"),
    ("meu email é joao ponto silva arroba uol ponto com ponto br", "joao.silva@uol.com.br"),
    ("la mia mail è luca punto rossi chiocciola libero punto it", "luca.rossi@libero.it"),
    ("meine Mail ist max punkt muster klammeraffe gmx punkt de", "max.muster@gmx.de"),
    ("max unterstrich muster ät web punkt de", "max_muster@web.de"),
    ("imel mwen se jan pwen pye awobas gmail pwen com", "jan.pye@gmail.com"),
    ("моя почта anna точка ivanova собака mail точка ru", "anna.ivanova@mail.ru"),
]


@pytest.mark.parametrize(("said", "address"), ADDRESSES)
def test_strangers_addresses_are_read_whole(said: str, address: str) -> None:
    """However a phone, a keyboard or a language spells it, the address that was given is the one written down."""
    assert search_email(read_message(said), WORDS)[0] == Found(address)


@pytest.mark.parametrize(
    ("answer", "address"),
    [("sí", "ana.gil@example.com"), ("no", "gil@example.com"), ("gil2@example.com", "gil2@example.com")],
)
def test_an_address_with_a_spaced_dot_is_asked_about(answer: str, address: str) -> None:
    """Nobody is written to at half of an address: the whole is proposed, and the person decides."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", NAME, "este mismo")
    assert chat.say("ana. gil@example.com") == "¿Quisiste decir ana.gil@example.com?"
    chat.say(answer)
    assert chat.conversation.draft.email == Email(address=address)


def test_what_is_left_of_the_message() -> None:
    """The other readers do not see what was taken, and see the rest as it was written."""
    said = "Soy José, josé arroba gmail punto com. Tel. 8095550134"
    assert left_of(search_email(read_message(said), WORDS)[1]) == "Soy José, . Tel. 8095550134"
    assert left_of(search_email(read_message("Sin correo, gracias"), WORDS)[1]) == ", gracias"
    assert left_of(search_email(read_message("mi jefe es jefe@empresa.do"), WORDS)[1]) == "mi jefe es"


@pytest.mark.parametrize(
    ("said", "known", "corrected"),
    [
        ("no, es hotmail", "ana@gmail.com", "ana@hotmail.com"),
        ("no es hotmail", "ana@gmail.com", "ana@hotmail.com"),
        ("no es gmail es hotmail.es", "ana@gmail.com", "ana@hotmail.es"),
        ("it's yahoo not gmail", "ana@gmail.com", "ana@yahoo.com"),
        ("c'est outlook pas gmail", "ana@gmail.com", "ana@outlook.com"),
        ("pardon, c'est chez orange.fr", "ana@gmail.com", "ana@orange.fr"),
        ("é hotmail, não gmail", "ana@gmail.com", "ana@hotmail.com"),
        ("es punto es no punto com", "ana@hotmail.com", "ana@hotmail.es"),
        ("era .net no .com", "ana@claro.com", "ana@claro.net"),
        ("con z: gonzalez", "ana.gonsales@gmail.com", "ana.gonzalez@gmail.com"),
        ("es con z no con s", "anaperes@gmail.com", "anaperez@gmail.com"),
        ("with a z", "anaperes@gmail.com", "anaperez@gmail.com"),
        ("con doble n", "ana@gmail.com", "anna@gmail.com"),
        ("sin el punto", "ana.pena@gmail.com", "anapena@gmail.com"),
        ("sem o ponto", "ana.pena@gmail.com", "anapena@gmail.com"),
        ("sans le point", "ana.pena@gmail.com", "anapena@gmail.com"),
        ("sin el 92", "ana92@gmail.com", "ana@gmail.com"),
        ("con guion bajo no con punto", "ana.p@gmail.com", "ana_p@gmail.com"),
        ("es 93 no 92", "ana92@gmail.com", "ana93@gmail.com"),
        ("it's 93, not 92", "ana92@gmail.com", "ana93@gmail.com"),
        ("es anna no es ana", "ana.p@gmail.com", "anna.p@gmail.com"),
        ("el correo es sin h", "anah.gil@gmail.com", "ana.gil@gmail.com"),
        ("no, punto es", "ana@hotmail.com", "ana@hotmail.es"),
        ("vi la casa en supercasas.com", "ana@gmail.com", None),
        ("en el residencial del punto de encuentro", "ana@hotmail.es", None),
        ("mi correo es ese. No", "ana@hotmail.com", None),
        ("mi correo está bien - gracias", "ana.p@gmail.com", None),
        ("no, ana@yahoo.com", "ana@gmail.com", "ana@yahoo.com"),
        ("no es gmail", "ana@gmail.com", None),
        ("sin el punto", "a.n.a@gmail.com", None),
        ("con z", "susana@gmail.com", None),
        ("me llamo Anna", "ana@gmail.com", None),
        ("quiero con balcón no con patio", "ana@gmail.com", None),
    ],
)
def test_an_address_is_corrected_in_words(said: str, known: str, corrected: str | None) -> None:
    """A correction changes just what it names, and only where no other reading is possible."""
    assert correct_email(read_message(said), known, WORDS) == corrected


PIECES = ("@", "ana", ".", "..", "gmail", ".com", " arroba ", " punto ", "todo junto", " at ", "[", "]", " uno ", "no ")
hostile = st.lists(st.one_of(st.text(st.characters(exclude_categories=[])), st.sampled_from(PIECES)), max_size=10)


@settings(max_examples=100, deadline=None)
@given(text=hostile.map("".join))
def test_no_message_breaks_the_search(text: str) -> None:
    """Any Unicode at all is answered, and what is found could be written to."""
    read, _ = search_email(read_message(text), WORDS)
    if isinstance(read, Found):
        assert read.address.isascii()
        assert read.address.count("@") == 1
    correct_email(read_message(text), "ana.pena@gmail.com", WORDS)


CORRECTED = [
    ("mi apellido es Pérez no Peres", "Ana Pérez Gil", None, "they speak of the name"),
    ("es con z, Perez", "Ana Perez Gil", None, "of both it could be, the name, which is written again"),
    ("el correo lleva z: perez", None, "ana.perez@hotmail.com", "they speak of the address"),
    ("no es hotmail, es gmail", None, "ana.peres@gmail.com", "only an address has a provider"),
    ("me llamo Anny, no Ana", "Anny Peres Gil", None, "a name inside an address is no mistake in it"),
    ("wrong number, it's 917-555-0123", None, None, "the hyphens are those of a number"),
    ("mon nom s'écrit Perez avec un z", "Ana Perez Gil", None, "the same in French"),
]


@pytest.mark.parametrize(("said", "name", "address", "why"), CORRECTED, ids=[row[0] for row in CORRECTED])
def test_a_right_address_is_left_alone(said: str, name: str | None, address: str | None, why: str) -> None:
    """Whoever corrects a name or a number does not find another address in the summary."""
    known = Known(name="Ana Peres Gil", phone="+18095550134", email="ana.peres@hotmail.com")
    facts = read_facts(read_message(said), WORDS, asked=None, region="DO", known=known)
    assert facts.name == name, why
    assert (facts.email.address if isinstance(facts.email, Found) else None) == address, why
