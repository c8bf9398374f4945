"""People are called what they say they are called."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.understanding.message import read
from flows.understanding.name import (
    first_word,
    insisted_name,
    reads_as_full_name,
    search_name,
)
from flows.understanding.name_change import correct_name
from tests.messages import left_of

WORDS = load_vocabulary()


def answered(text: str, *languages: str) -> str | None:
    """The name in an answer to «¿cómo te llamas?», where these languages are heard; none: all of them."""
    name, _ = search_name(read(text), WORDS.heard_in(languages), asked=True)
    return name


NAMES = [
    ("Ana Rosa Peña de la Cruz", "Ana Rosa Peña de la Cruz", "all surnames, accents and order stay"),
    ("  ana   peña ", "ana peña", "spaces are squeezed, case is theirs"),
    ("Me llamo Ana Peña", "Ana Peña", "«me llamo» is dropped"),
    ("Hola, soy Luis Díaz", "Luis Díaz", "a greeting and «soy» are dropped"),
    ("mi nombre es José", "José", "one word"),
    ("Nombre: Ana Peña", "Ana Peña", "the label before the name"),
    ("don Pedro Gil", "Pedro Gil", "«don» is dropped"),
    ("Doña María José Núñez", "María José Núñez", "«doña» is dropped"),
    ("my name is John Smith", "John Smith", "English courtesy"),
    ("I’m John Smith", "John Smith", "with the apostrophe a phone types"),
    ("Dany O’Neill", "Dany O'Neill", "one apostrophe for all of them"),
    ("D'Angelo-Ruiz", "D'Angelo-Ruiz", "hyphen and apostrophe"),
    ("J. R. Pérez", "J. R. Pérez", "initials"),
    ("Luis Gil Jr.", "Luis Gil Jr.", "an abbreviation keeps its dot"),
    ("Ana Gil.", "Ana Gil", "the dot of a sentence goes"),
    ("Ana Peña 😊", "Ana Peña", "an emoji beside the name goes"),
    ("Иван Петров", "Иван Петров", "letters of any script"),
    ("王小明", "王小明", "letters of any script"),
    ("مریم احمدی", "مریم احمدی", "letters of any script"),
    ("Nguyễn Thế Anh", "Nguyễn Thế Anh", "without its marks it would read «the»"),
    ("Dale Smith", "Dale Smith", "«dale» alone is a yes, here it is a name"),
    ("Ana Peña, mucho gusto", "Ana Peña", "a courtesy behind it is no part of it"),
    ("Ana\nPeña", "Ana Peña", "a line break is a space"),
    ("\u202eAna\u200b Pe\u00adña", "Ana Peña", "nothing invisible is stored"),
    ("Pen\u0303a Ana", "Peña Ana", "stored composed"),
]

REFUSED = [
    ("hola", "a greeting"),
    ("Buenas tardes", "a greeting"),
    ("ok", "a yes"),
    ("no", "a no"),
    ("sí", "a yes"),
    ("?", "a call for help"),
    ("persona", "a command"),
    ("cómo", "a command"),
    ("mi nombre es", "courtesy without a name"),
    ("quiero comprar", "what they want"),
    ("gracias", "courtesy"),
    ("", "nothing"),
    ("😊", "only an emoji"),
    ("A", "one letter"),
    ("Ana 2", "a digit"),
    ("Ana ٢", "a digit of another script"),
    ("ana@mail.com", "an address"),
    ("www.casanova.com", "a link"),
    ("x" * 101, "over 100 characters"),
    ("Ana " * 2000, "far over 100 characters"),
]


@pytest.mark.parametrize(("text", "full", "why"), NAMES)
def test_a_name_is_kept_as_it_was_given(text: str, full: str, why: str) -> None:
    """A name is stored whole, without the courtesies around it."""
    assert answered(text) == full, why


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_no_name_is_not_stored_as_one(text: str, why: str) -> None:
    """Greetings, commands, numbers, addresses and links never become somebody's name."""
    assert answered(text) is None, why


def test_replies_use_the_first_word() -> None:
    """People are addressed by the first word of their name, a couple by both."""
    assert first_word("Ana Rosa Peña") == "Ana"
    assert first_word("Ana y Luis Peña") == "Ana y Luis"
    assert first_word("Santiago Ramón y Cajal") == "Santiago"
    assert first_word("Ana") == "Ana"


@pytest.mark.parametrize(
    ("profile", "suggested", "why"),
    [
        ("Ana Peña", "Ana Peña", "two words"),
        ("María de los Ángeles Pérez", "María de los Ángeles Pérez", "several"),
        ("J. Pérez", "J. Pérez", "an initial"),
        ("Ana", None, "one word is asked the ordinary way"),
        ("Ana 🌸 Peña", None, "emoji"),
        ("✨Ana Peña✨", None, "emoji around"),
        ("Juan Pérez 809", None, "digits"),
        ("Inmobiliaria Pérez", None, "a business"),
        ("Casa Nova SRL", None, "a business"),
        ("Smith Realty", None, "a business"),
        ("Dios es amor", None, "a motto"),
        ("La Morena", None, "a nickname"),
        ("Hola Mundo", None, "words, not a name"),
        ("soy luz", None, "what stays is one word"),
        ("", None, "no profile name"),
    ],
)
def test_only_a_profile_name_that_reads_as_a_person_is_suggested(profile: str, suggested: str | None, why: str) -> None:
    """A profile name is proposed only when it reads as a person's own, two words or more."""
    assert reads_as_full_name(profile, WORDS) == suggested, why


INTRODUCED = [
    ("me llamo juan perez busco apartamento", "juan perez", "a verb ends the name"),
    ("soy Luis de la Cruz mi numero es", "Luis de la Cruz", "the next sentence begins without a comma"),
    ("soy Ana de Casa Caribe", "Ana", "where they work is no surname"),
    ("te habla Juan Pérez de Santiago", "Juan Pérez", "where they come from is no surname"),
    ("Me llamo Ana Rosa y quiero comprar", "Ana Rosa", "«y» goes on with something else"),
    ("Soy Ana Peña y Luis Díaz", "Ana Peña", "two people: the one who writes first"),
    ("SOY JUAN PEREZ DE LA CRUZ Y QUIERO COMPRAR", "JUAN PEREZ DE LA CRUZ", "capitals that say nothing"),
    ("le escribe la licenciada Ana Gómez", "Ana Gómez", "a title"),
    ("Kelly Ríos me llamo", "Kelly Ríos", "the introduction behind the name"),
    ("Hi, this is John Smith from Boston", "John Smith", "English"),
    ("Je suis Paul Dupont, je cherche une maison", "Paul Dupont", "French"),
    ("sou o João e quero alugar", "João", "Portuguese, with its article"),
    ("меня зовут Ирина", "Ирина", "Russian"),
]

NOBODY = (
    "soy interesado|soy médico|soy de Santiago|soy el dueño|soy agente|soy plomero|soy la esposa de Luis|soy yo otra "
    "vez|Soy Dominicana residente en NY|I'm interested|I'm looking for a house|I am a nurse|this is my son John|it's "
    "urgent|je suis intéressé|je suis médecin|c'est urgent|sou brasileiro|sou o dono|no soy Ana|mi esposa se llama "
    "Rosa|el agente se llama Pedro|les escribo de parte de Carlos|Ana Peña|me dicen Papo|soy ingeniero civil"
)

QUALITIES = (
    "I'm pregnant|I'm broke|i am sick|I'm a freelancer|I'm Haitian|this is important|soy católico|"
    "soy su suegra|soy el vecino|soy la encargada|es urgente|de parte de Carlos Pérez|je suis enceinte|"
    "je suis fatigué|je suis dominicaine|c'est compliqué|j'arrive|sou aposentado|sou policial|é difícil|"
    "sono stanco|sono pensionata|ich bin müde|ich bin Rentnerin|ich bin verheiratet|я устал|я пенсионерка|"
    "mwen fatige|mwen marye"
)

OTHERS = (
    "Mi agente del banco es Laura|C'est Sophie qui m'a donné votre contact|Meu corretor é o Paulo|Ich bin der Mann von "
    "Petra|Я муж Ольги|Mon nom figure déjà chez vous|Mi nombre aparece en el contrato|My realtor is Pedro Martinez|"
    "Sono il marito di Carla|Me llaman al 809-555-0134|Mwen rele ou yè|Saludos cordiales, gerencia de compras"
)

NO_ANSWER = (
    "klk|que lo que|dime a ver|para qué|no te voy a decir|eso es privado|ya te lo dije|un momento|jajaja|asdf|kkkk|"
    "luego te digo|mi esposa se llama Rosa|bonito apartamento|Punta Cana|mi perro ladra, Max|Quiero alquilar, plis|"
    "Sosúa Ocean Village?|call me later|je ne veux pas|qual o valor?|"
    "¿Mi nombre? ¿Y para qué sería?|<script>alert(1)</script>|soy el dueño|ninguno|estoy manejando|gm|hasta luego"
)


@pytest.mark.parametrize(("text", "full", "why"), INTRODUCED)
def test_whoever_introduces_themselves_is_not_asked(text: str, full: str, why: str) -> None:
    """A name is taken out of any message that introduces it, and ends where it ends."""
    name, _ = search_name(read(text), WORDS, asked=False)
    assert name == full, why


@pytest.mark.parametrize("text", NOBODY.split("|"))
def test_no_name_is_made_up(text: str) -> None:
    """A trade, a wish, another person or a bare word is nobody's name unless one was asked."""
    assert search_name(read(text), WORDS, asked=False)[0] is None


@pytest.mark.parametrize("text", [*QUALITIES.split("|"), *OTHERS.split("|")])
def test_what_somebody_is_and_whom_they_name_is_not_who_they_are(text: str) -> None:
    """«I'm pregnant», «soy su suegra», «mi agente es Laura»: no name of the person who writes."""
    assert search_name(read(text), WORDS, asked=False)[0] is None


@pytest.mark.parametrize("text", NO_ANSWER.split("|"))
def test_an_answer_that_is_no_name_is_asked_again(text: str) -> None:
    """Slang, refusals, questions, places and noise are no names, even where one was asked."""
    assert search_name(read(text), WORDS, asked=True)[0] is None


@pytest.mark.parametrize(
    ("text", "full", "rest"),
    [
        ("ana rosa peña y busco alquilar", "ana rosa peña", "y busco alquilar"),
        ("claro, Ana Peña", "Ana Peña", "claro,"),
        ("me dicen Papo", "Papo", ""),
        ("de parte de Carlos Pérez", "Carlos Pérez", ""),
        ("con Joel Ventura", "Joel Ventura", ""),
        ("soy el Nico Fernández", "Nico Fernández", ""),
        ("*Pedro* Guzmán", "Pedro Guzmán", ""),
        ("Luz", "Luz", ""),
        ("Marie", "Marie", ""),
        ("Yokasta Bdo. de Peña", "Yokasta Bdo. de Peña", ""),
        ("nombres: Ana Rosa apellidos: Gil Peña", "Ana Rosa Gil Peña", ""),
        ("apellidos Gil Peña, nombre Ana", "Ana Gil Peña", ""),
        ("Luz, apellido De los Santos", "Luz De los Santos", ""),
        ("First name: Dana\nLast name: Whitfield", "Dana Whitfield", ""),
        ("Nom: Moreau, prénom: Élise", "Élise Moreau", ""),
        ("nome: Thaís sobrenome: Oliveira", "Thaís Oliveira", ""),
        ("Name: Müller, Vorname: Anna", "Anna Müller", ""),
        ("Santiago Ramón y Cajal", "Santiago Ramón y Cajal", ""),
        ("Jack Ma", "Jack Ma", ""),
        ("juan moreno", "juan moreno", ""),
        ("Altagracia Peña viuda de Marte, para servirle", "Altagracia Peña viuda de Marte", ", para servirle"),
    ],
)
def test_a_name_that_was_asked_may_stand_alone(text: str, full: str, rest: str) -> None:
    """Where a name was asked it needs no introduction, and what else was said is kept."""
    name, left = search_name(read(text), WORDS, asked=True)
    assert (name, left_of(left)) == (full, rest)


@pytest.mark.parametrize(
    ("text", "known", "full", "why"),
    [
        ("es con z", "Ana Peres", "Ana Perez", "one place"),
        ("es con z", "Luis Dias", None, "two places"),
        ("mi apellido es con z", "Luis Dias", "Luis Diaz", "the surname was named"),
        ("Peña con ñ", "Ana Pena", "Ana Peña", "the word was named"),
        ("es Gonzáles con s al final", "Luis González", "Luis Gonzáles", "the place was named"),
        ("con doble l", "Ana Castilo", "Ana Castillo", "a letter twice"),
        ("sin h", "Thalia Gómez", "Talia Gómez", "a letter too many"),
        ("con acento en la i", "Ana Garcia", "Ana García", "an accent"),
        ("mi apellido es Díaz no Días", "Luis Días", "Luis Díaz", "the wrong one named"),
        ("no es Días, es Díaz", "Luis Días", "Luis Díaz", "the wrong one first"),
        ("me llamo Ana Rosa no Ana María", "Ana María Peña", "Ana Rosa Peña", "two words"),
        ("el apellido es Gómez", "Ana Pérez", "Ana Gómez", "another surname"),
        ("it's Jon not John", "John Smith", "Jon Smith", "English"),
        ("c'est Lefèvre pas Lefebvre", "Paul Lefebvre", "Paul Lefèvre", "French"),
        ("é Souza com z", "Ana Sousa", "Ana Souza", "Portuguese"),
        ("quiero un apartamento con patio", "Ana Pena", None, "«con» and no letter"),
        ("mi hermana Ana Peña sabe", "Ana Pena", None, "nothing is corrected"),
        ("llamar a Luisa no a mi", "Luis Pena", None, "another person"),
        ("el apellido es con eñe", "Ana Pena", "Ana Peña", "a letter by its name"),
        ("es con ll", "Ana Castilo", "Ana Castillo", "two letters"),
        ("es con h", "Elena Ríos", "Helena Ríos", "a silent letter"),
        ("es Gil, no Peña", "Ana Gil Peña", "Ana Gil", "no name twice"),
        ("mi esposa es Rosa, no Ana", "Ana Peña", None, "the name of a wife"),
        ("el edificio es con z", "Ana Peres", None, "a building"),
        ("es con una sola s", "Massiel Peña", "Masiel Peña", "a letter once"),
        ("es Gonzalez, con z", "Ana Gonsales", "Ana Gonzalez", "the whole word as it is right"),
        ("perdón, mi vecina es Ana Gómez", "Ana Gomes", None, "a neighbour"),
        ("mi apellido es conocido en Naco", "Ana Peña", None, "a remark about it"),
    ],
)
def test_a_name_is_corrected_in_words(text: str, known: str, full: str | None, why: str) -> None:
    """A correction changes one place of the name in one way, or nothing."""
    assert correct_name(read(text), known, WORDS) == full, why


ALSO_WORDS = (
    "Ana Villa|ana bello|Ana Cuesta Gil|José Solares|Pablo Segundo Díaz|ANA BARRIO|Elena Baños|Ana Primo|Luis Mesa|"
    "Rosa Casa|Pedro Sala|Juan Bueno|juan villa|Marta Torre|Carlos Media|Li Wei|Will Smith|John House|Mike Rent|"
    "Peter Haus|Grace Call|Tom Weekend|Ann Day"
)


@pytest.mark.parametrize("full", ALSO_WORDS.split("|"))
def test_a_surname_may_be_a_word(full: str) -> None:
    """Nobody is refused in a Spanish chat because their surname, or a name from elsewhere, is also a word."""
    assert answered(full, "es") == full


@pytest.mark.parametrize(
    ("text", "full", "why"),
    [
        ("me llamo Ana Villa", "Ana Villa", "introduced"),
        ("Me llamo Ana Villa y busco casa", "Ana Villa", "the sentence goes on"),
        ("soy José Solares, de Baní", "José Solares", "a comma ends it"),
        ("Nombre: Luis, apellido: Llamas", "Luis Llamas", "behind labels"),
        ("Bueno, Ernesto Gil", "Ernesto Gil", "«bueno» opens the answer"),
        ("Peña, Ana", "Ana Peña", "as registers write it"),
        ("Peña, Ana María", "Ana María Peña", "two given names"),
        ("De la Cruz, Ana", "Ana De la Cruz", "a surname with its particles"),
        ("Villa, Ana", "Ana Villa", "a surname that is a word"),
        ("Ana, gracias", "Ana", "a courtesy is no given name"),
        ("Ana, Naco", "Ana", "nor is a place"),
        ("Ana, Cotuí", "Ana", "nor a town"),
        ("Ana, busco casa", "Ana", "nor a wish"),
        ("Me llamo Ana\nBusco casa", "Ana", "the next line begins with a capital"),
        ("soy Ana de Casa Caribe", "Ana", "where they work is no surname"),
    ],
)
def test_position_decides_where_a_name_is_also_a_word(text: str, full: str, why: str) -> None:
    """An everyday word is a surname where a surname stands, and nothing else of the message is."""
    name, _ = search_name(read(text), WORDS.heard_in(["es"]), asked=True)
    assert name == full, why


ONLY_WORDS = (
    "busco villa|Busco Villa|BUSCO VILLA|apartamento grande|Apartamento Grande|necesito una casa con patio|Primo Bueno|"
    "Torre Azul|Villa Mella|Bella Vista|Casa Nueva|quiero casa|QUIERO CASA|Apartamento Piantini|Buenas Tardes|"
    "Muchas Gracias|Info Apartamento|Alquiler Naco|Hello There|Call Me Later|Good Morning|Looking For House|"
    "Merci Beaucoup|Guten Tag|Dios Bendiga|Hola Quiero Informacion|ana busca casa"
)


@pytest.mark.parametrize("text", ONLY_WORDS.split("|"))
def test_everyday_words_alone_are_no_name(text: str) -> None:
    """A wish, a place or a greeting is not stored as somebody's name, however it is written."""
    assert answered(text, "es") is None


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Primo Bueno", "Primo Bueno"),
        ("busco villa", "busco villa"),
        ("Casa.", "Casa"),
        ("no quiero", None),
        ("no te lo digo", None),
        ("sí", None),
        ("ayuda", None),
        ("ninguno", None),
        ("Ana 2", None),
        ("ana@example.com", None),
        ("quiero saber el precio de un apartamento en Naco", None),
        ("", None),
    ],
)
def test_only_a_few_words_of_letters_may_be_insisted_on(text: str, proposed: str | None) -> None:
    """What may still be a name is proposed; a command, a refusal, a number or a sentence never is."""
    assert insisted_name(read(text), WORDS) == proposed
