"""How the copy reads: exact where it matters, short, in plain words, and in the marks of each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from bot.wording import LANGUAGES, in_tone, load_catalogues
from flows.wording import Catalogue, placeholders, say_text

CATALOGUES = load_catalogues()
ES, EN = CATALOGUES["es"], CATALOGUES["en"]
USTED = in_tone(CATALOGUES, "usted")["es"]
SPOKEN = [*CATALOGUES.values(), USTED]
AGENCY = {
    "agencia": "Casa Caribe",
    "tel_humano": "809-555-0100",
    "enlace_humano": "https://wa.me/18095550100",
    "horario": "8:00–18:00",
    "direccion": "Av. Ejemplo 12, Santo Domingo",
    "web": "https://casacaribe.example",
    "url_privacidad": "https://casacaribe.example/privacidad",
    "contacto_privacidad": "datos@casacaribe.example",
    "razon_social": "Casa Caribe SRL",
    "rnc": "1-31-00000-0",
}
LEAD = {
    "nombre": "Ana Rosa Peña de la Cruz",
    "tel": "809-555-0134",
    "correo": "none",
    "busca": "buy",
    "propiedad": "Apartamento 3 hab. en Naco",
    "nota": "para enero",
}
SAID = {  # what else an ordinary chat fills in
    **AGENCY,
    **LEAD,
    "nombre": "Ana",
    "tipo": "venta",
    "n": "4",
    "anotado": "noted",
    "escribiste": "beside",
    "cambiado": "name",
    "tuyo": "email",
    "valor": "ana.pena@gmail.com",
    "sugerido": "ana.pena@gmail.com",
    "codigo": "K7M-4PF",
    "perfil": "Ana Peña",
    "campo": "email",
    "falta": "email",
    "avisado": "yes",
    "ref": "R-7K2M4",
    "fecha": "28/11/2026 13:00",
    "tel_oculto": "809-•••-0134",
    "correo_oculto": "an•••@gmail.com",
    "url_propiedad": "https://casacaribe.example/p/K7M4PF",
    "app": "WhatsApp",
    "label": "Escribir otro",
    "desde": "1",
    "hasta": "20",
}
LEGAL = {"PRIVACY", "CONSENT_MORE", "AVISO"}
LIMITS = {"WELCOME": 600, "WELCOME_SIGN": 600, "NOTICE": 500, "NOTICE_SIGN": 500, "REVIEW": 900, "PASS_ON": 900}


@pytest.mark.parametrize("catalogue", SPOKEN, ids=[*LANGUAGES, "usted"])
def test_texts_are_short(catalogue: Catalogue) -> None:
    """Nobody reads more than a few lines on a cheap phone; only the welcome, the law and the summary take more."""
    lengths = {key: len(say_text(catalogue, key, SAID)) for key in catalogue.texts}
    limits = {key: LIMITS.get(key, 1000 if key in LEGAL else 300) for key in lengths}
    assert {key: length for key, length in lengths.items() if length > limits[key]} == {}


NEVER: Mapping[str, str] = {  # conversation §2: words of the trade, and faults that people did not make
    "*": r"\bleads?\b|\bcrm\b|\b(?:in)?v[aá]lid\w*|\bformul[aá]r\w*|\bincor+e[ct]\w*|\berr[oe]r\w*",
    "en": r"\bforms?\b|\bwrong\b|\bmistakes?\b|good question",
    "es": r"equivocad\w+|te equivocaste|buena pregunta",
    "fr": r"\berreurs?\b|\bfaute\b|\binvalides?\b|bonne question",
    "pt": r"\berros?\b|\berrad\w+|boa pergunta",
    "it": r"\bmodulo\b|\berrore\b|\bsbagliat\w+|\bnon valid\w+|\berrat\w+|(?:bella|buona) domanda",
    "de": r"\bformular\w*|\bung[uü]ltig\w*|\bfehler\w*|\bfalsch\w*|gute frage",
    "ru": r"\bанкет\w*|\bформуляр\w*|\bлид\w*|\bошибк\w*|\bне(?:вер|правиль)н\w*|\bнедействительн\w*|хороший вопрос",
    "ht": r"\bfòmilè\w*|\benvalid\w*|\berè\w*|\benkòrèk\w*|bon kesyon",
}
STAFF_READS = {"TEST_DONE"}  # somebody of the agency tries a sign


def read_by_people(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Everything that a catalogue shows to a person, by its key."""
    yield from ((key, text) for key, text in catalogue.texts.items() if key not in STAFF_READS)
    for section in (catalogue.options, catalogue.menu, catalogue.defaults, *catalogue.values.values()):
        yield from section.items()


@pytest.mark.parametrize("catalogue", SPOKEN, ids=[*LANGUAGES, "usted"])
def test_no_word_of_the_trade_and_no_blame(catalogue: Catalogue) -> None:
    """People read neither what we call them nor that they made a fault; and no picture that a screen reader spells."""
    never = re.compile(f"{NEVER['*']}|{NEVER[catalogue.language]}", re.IGNORECASE)
    for key, text in read_by_people(catalogue):
        assert not never.search(text), f"{catalogue.language} {key}: {text}"
        assert not re.search("[\u2600-\u27bf\U0001f000-\U0001faff*]", text), f"{catalogue.language} {key}: {text}"


def test_blame_would_be_found() -> None:
    """The list of words that are never said finds them in each language."""
    said = {
        "es": "Correo inválido. Eso es incorrecto. Llena el formulario. Hubo un error.",
        "en": "Invalid e-mail. That is incorrect. Fill in the form.",
        "fr": "Formulaire invalide. C’est incorrect. Une erreur.",
        "pt": "Formulário inválido. Isso é incorreto. Um erro.",
        "it": "Modulo non valido. Un errore.",
        "de": "Das Formular ist ungültig. Ein Fehler. Das ist falsch.",
        "ru": "Анкета. Неверный номер. Ошибка.",
        "ht": "Fòmilè. Envalid. Erè.",
    }
    for language, text in said.items():
        for sentence in text.removesuffix(".").split(". "):
            assert re.search(f"{NEVER['*']}|{NEVER[language]}", sentence, re.IGNORECASE), sentence


GENDERED = re.compile(
    r"\b(?:bienvenid|registrad|interesad|contactad|atendid|segur|list(?!o,)|querid|estimad|cliente nuev)[oa]s?\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("catalogue", [ES, USTED], ids=["tu", "usted"])
def test_spanish_guesses_nobody_s_gender(catalogue: Catalogue) -> None:
    """No word calls the person a man or a woman."""
    for key, text in read_by_people(catalogue):
        about_things = text.startswith(("Listo,", "Listo ")) or "Por tu seguridad" in text
        assert about_things or not GENDERED.search(text), f"{key}: {text}"


MARKS = {"es": "«»", "en": '""', "fr": "«»", "pt": "“”", "it": "«»", "de": "„“", "ru": "«»", "ht": "«»"}
HINTS = {"LANG_HINT"}  # in other languages than the catalogue's


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_own_marks(language: str) -> None:
    """Quotation marks are those of the language, French ones with their narrow spaces; no colon before the promise."""
    foreign = re.compile("[" + "".join({*"«»“”„"} - {*MARKS[language]}) + "]")
    for key, text in read_by_people(CATALOGUES[language]):
        assert key in HINTS or not foreign.search(text), f"{key}: {text}"
        assert ": {promesa}" not in text
        if language == "fr":
            assert not re.search("«(?!\u202f)|(?<!\u202f)»| [?!:;»]", text) or key in HINTS, f"{key}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_internal_address_is_named_where_the_e_mail_is_asked(language: str) -> None:
    """Who has no e-mail hears only that we go on; what stands in its place is said with the law."""
    told = {"EMAIL_ASK", "EMAIL_NONE", "EMAIL_OPTIONAL", "EMAIL_R1", "EMAIL_R1_AT", "EMAIL_R2"}
    inside = re.compile("intern|entèn|внутренн", re.IGNORECASE)
    texts = CATALOGUES[language].texts
    assert [key for key in sorted(told) if inside.search(texts[key])] == []
    assert inside.search(texts["PRIVACY"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_welcomes_hold_a_notice_with_its_address(language: str) -> None:
    """Whoever is only informed reads what is kept and where to read more, or which word to type; in one message."""
    for key in ("NOTICE", "NOTICE_SIGN", "WELCOME", "WELCOME_SIGN"):
        assert say_text(CATALOGUES[language], key, SAID).count(AGENCY["url_privacidad"]) == 1
    without = {name: value for name, value in SAID.items() if name != "url_privacidad"}
    command = CATALOGUES[language].defaults["url_privacidad"]
    assert say_text(CATALOGUES[language], "AVISO_SHORT", without).endswith(command)


def test_the_welcome_of_who_is_informed_is_rendered_exactly() -> None:
    """Who is talking, the property, how many questions, a question that was noted, and the short notice."""
    short = (
        "Tus datos los guarda Casa Caribe solo para atenderte; darlos es voluntario y puedes borrarlos cuando quieras: "
        "https://casacaribe.example/privacidad"
    )
    sign = {**AGENCY, "propiedad": "Apartamento 3 hab. en Naco", "tipo": "venta"}
    hello = "Hola, soy el asistente automático de Casa Caribe."
    seen = "Veo que te interesa: Apartamento 3 hab. en Naco (en venta)."
    count = "Te hago 3 preguntas cortas y un asesor te contacta."
    noted = "Anoté tu pregunta para el asesor."
    assert say_text(ES, "NOTICE_SIGN", {**sign, "n": "3"}) == f"{hello} {seen} {count}\n\n{short}"
    assert say_text(ES, "NOTICE_SIGN", {**sign, "anotado": "noted"}) == f"{hello} {seen} {noted}\n\n{short}"
    assert say_text(ES, "NOTICE", {**AGENCY, "n": "3", "anotado": "noted"}) == f"{hello} {count} {noted}\n\n{short}"
    assert say_text(ES, "NOTICE", AGENCY) == f"{hello}\n\n{short}"


@pytest.mark.parametrize("catalogue", SPOKEN, ids=[*LANGUAGES, "usted"])
def test_a_single_question_is_not_counted(catalogue: Catalogue) -> None:
    """Where too little is left to be counted, the greeting does not count; and nothing of that sentence stays."""
    whole = say_text(catalogue, "GREETING", {**AGENCY, "n": "4"})
    short = say_text(catalogue, "GREETING", AGENCY)
    assert "4" in whole
    assert whole.startswith(short)
    assert short.endswith("Casa Caribe.")


def test_the_summary_says_that_words_go_with_it() -> None:
    """The note's line names what was written beside the answers, after the note or alone."""

    def note(catalogue: Catalogue, **values: str) -> str:
        lines = say_text(catalogue, "REVIEW", {**AGENCY, "nombre": "Ana", **values}).split("\n")
        return next((line for line in lines if line.startswith("Not")), "")

    assert note(ES, nota="para enero", escribiste="beside") == "Nota: para enero, y lo que escribiste"
    assert note(ES, escribiste="alone") == "Nota: lo que escribiste"
    assert note(ES, nota="para enero") == "Nota: para enero"
    assert note(ES) == ""
    assert note(EN, nota="for January", escribiste="beside") == "Note: for January, and what you wrote"
    assert note(EN, escribiste="alone") == "Note: what you wrote"
    assert note(USTED, escribiste="alone") == "Nota: lo que escribió"


def test_a_person_is_named_with_what_can_still_be_sent() -> None:
    """Passing somebody on shows the same lines as the summary, and asks whether to send them."""
    assert say_text(ES, "PASS_ON", {**AGENCY, **LEAD, "busca": "undecided", "propiedad": "", "nota": ""}).split(
        "\n"
    ) == [
        "Te paso con una persona: 809-555-0100, https://wa.me/18095550100.",
        "Nombre: Ana Rosa Peña de la Cruz",
        "Teléfono: 809-555-0134",
        "Correo: sin correo",
        "Buscas: por definir",
        "¿Le envío a Casa Caribe lo que ya me diste?",
    ]
    only_lines = {"agencia": "Casa Caribe", "nombre": "Ana"}
    assert say_text(ES, "PASS_ON", only_lines) == "Nombre: Ana\n¿Le envío a Casa Caribe lo que ya me diste?"


@pytest.mark.parametrize(
    ("key", "values", "es", "en"),
    [
        (
            "CHANGED",
            {"cambiado": "name", "valor": "Ana Gil"},
            "Cambiado: nombre, Ana Gil.",
            "Changed: name, Ana Gil.",
        ),
        (
            "CHANGED",
            {"cambiado": "intent", "busca": "rent"},
            "Cambiado: qué buscas, alquilar.",
            "Changed: what you want, rent.",
        ),
        ("CHANGED", {"cambiado": "note"}, "Cambiado: nota.", "Changed: note."),
        ("CHANGED", {"cambiado": "Huéspedes", "valor": "6"}, "Cambiado: Huéspedes, 6.", "Changed: Huéspedes, 6."),
        (
            "CHANGE_Q",
            {"tuyo": "email", "valor": "ana@x.com"},
            "¿Cambio tu correo por ana@x.com?",
            "Shall I change your e-mail to ana@x.com?",
        ),
        (
            "CHANGE_Q",
            {"tuyo": "phone", "valor": "829-555-0177"},
            "¿Cambio tu teléfono por 829-555-0177?",
            "Shall I change your phone to 829-555-0177?",
        ),
        (
            "CHANGE_Q",
            {"tuyo": "intent", "busca": "rent"},
            "¿Cambio lo que buscas por alquilar?",
            "Shall I change what you want to rent?",
        ),
    ],
)
def test_a_change_names_what_and_the_new_value(key: str, values: dict[str, str], es: str, en: str) -> None:
    """People read what was taken from their words, also where a wish is a word of the language."""
    assert (say_text(ES, key, values), say_text(EN, key, values)) == (es, en)
    for catalogue in CATALOGUES.values():
        text = say_text(catalogue, key, values)
        assert text
        assert not placeholders(text)
        assert ", ." not in text
        assert ": ." not in text


def test_what_an_agency_did_not_set_is_not_said() -> None:
    """A question about the agency without its setting has no half sentence for an answer."""
    for catalogue in SPOKEN:
        for key in ("ASK_HOURS", "ASK_PHONE", "ASK_ADDRESS", "ASK_WEB"):
            assert say_text(catalogue, key, {}) == ""
            assert say_text(catalogue, key, AGENCY)
