"""Courtesies say nothing, and a question, a date or a remark that holds a word of an option is no answer."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.events import Sender
from flows.lead import Intent
from tests.chats import PHONE, Chat, default_flow
from tests.test_answers_at_proposals import HELLO, MUST, at_email, each, state_of
from tests.test_not_sending import at_review

OTHER = "+18295550173"


def at_note(language: str) -> Chat:
    chat = at_email(language)
    chat.say("rosa.marte@example.com")
    assert state_of(chat) is State.NOTES
    return chat


def at_name(language: str, profile_name: str = "") -> Chat:
    chat = Chat(default_flow(consent="notice"), sender=Sender(profile_name=profile_name, phone=PHONE))
    chat.say(HELLO[language])
    chat.tap("buy")
    return chat


def at_two_phones(language: str) -> Chat:
    chat = Chat(default_flow("telegram", consent="notice"), sender=Sender())
    chat.say(HELLO[language])
    chat.tap("buy")
    chat.say("Rosa Marte")
    chat.say(f"{PHONE} / {OTHER}")
    assert state_of(chat) is State.PHONE_WHICH
    return chat


NO_ANSWER = {
    "es": ["otra pregunta: ¿aceptan mascotas?", "otra pregunta, ¿y el parqueo?"],
    "en": ["another question, is there parking?", "the other night it was raining", "your line was busy the other day"],
    "fr": ["autre question, il y a un jardin ?"],
    "pt": ["outra pergunta, tem garagem?"],
    "it": ["un'altra domanda, c'è il parcheggio?"],
    "de": ["andere Frage, gibt es einen Keller?"],
    "ru": ["другой вопрос, а балкон есть?"],
    "ht": ["yon lòt kesyon, èske gen pakin?"],
}
ABOUT_OURS = {
    "es": ["¿este número es el de la oficina?", "¿ese correo es de ustedes?"],
    "en": ["is that number yours?"],
    "fr": ["ce numéro est à vous ?"],
}
OTHER_PHONE = {
    "es": ["otro", "prefiero otro número", "otro número mejor"],
    "en": ["another number please", "a different one"],
    "fr": ["un autre numéro"],
    "pt": ["outro número"],
    "it": ["un altro numero"],
    "de": ["eine andere Nummer"],
    "ru": ["другой номер"],
    "ht": ["yon lòt nimewo"],
}
NO_CHOICE = {
    "es": ["me mudo el primero de marzo", "somos 2 personas"],
    "en": ["I start my job the second of May", "my second child is on the way", "we need two parking spots"],
    "fr": ["je déménage le premier mars"],
    "pt": ["mudo no dia primeiro de maio"],
    "it": ["mi trasferisco il primo di giugno"],
    "de": ["ich ziehe am ersten Mai um"],
}
CHOICES = [
    ("es", "el primero", PHONE),
    ("es", "la 2 porfa", OTHER),
    ("es", "el segundo me sirve", OTHER),
    ("es", "cualquiera de los dos", PHONE),
    ("es", "cualquiera de lo dos", PHONE),
    ("en", "use the second please", OTHER),
    ("en", "either of the two", PHONE),
    ("fr", "le premier", PHONE),
    ("it", "il secondo va bene", OTHER),
    ("de", "die erste bitte", PHONE),
]
COURTEOUS_YES = {
    "es": ["sí señora, muchas gracias", "sí licenciada", "todo bien doctora, muy amable"],
    "en": ["yes sir, many thanks", "great, thanks so much"],
    "fr": ["oui madame, merci infiniment", "oui ma belle merci"],
    "pt": ["sim senhor, muito obrigado"],
    "it": ["sì dottore, mille grazie"],
    "de": ["ja, herzlichen dank"],
    "ru": ["да, огромное спасибо"],
    "ht": ["wi msye, mèsi anpil", "wi madanm"],
}
NO_YES = {
    "es": ["gracias, muy amable", "gracias doctor, pero falta algo", "sí doctor, pero el correo está mal", "no doctor"],
    "en": ["thank you so much", "thanks, what happens now", "ok thanks, now what"],
    "fr": ["merci madame"],
}
CONDITIONS = {
    "es": ["sí pero no el lunes, que viajo", "sí, pero no de noche que trabajo"],
    "fr": ["oui mais pas le matin, je dors"],
    "de": ["ja, aber nicht am Morgen, da schlafe ich"],
}
PUT_OFF = {"es": ["sí, mañana", "sí pero después", "sí pero todavía no"], "fr": ["oui, plus tard"]}
NOTHING_ELSE = {
    "es": ["no, muchísimas gracias", "no doctora, muy amable"],
    "en": ["no hun, thanks a lot", "none whatsoever"],
    "fr": ["non merci, c'est gentil"],
    "pt": ["não, muito obrigada, muito gentil"],
    "it": ["no grazie, molto gentile", "no cara, è tutto"],
    "de": ["nein danke, sehr nett"],
    "ru": ["нет, огромное спасибо"],
    "ht": ["non mèsi anpil"],
}
A_NOTE = {
    "es": ["no fumamos, muy amables todos", "sin mascotas", "llamen a mi mamá al 829 555 0173 y no a este"],
    "en": ["no love for carpets, please", "nothing on the ground floor"],
}
CALLED_ELSEWHERE = {
    "es": ["llámame al 829 555 0173, no a este", "quiero que me llamen al 829 555 0173 y no a este número"],
    "en": ["call me on 829 555 0173, not this one"],
    "fr": ["appelez-moi au 829 555 0173, pas celui-ci"],
}
NAMES = [
    ("es", "no, pon Carla Espinal", "Carla Espinal"),
    ("en", "no, put Carla Espinal", "Carla Espinal"),
    ("pt", "não, coloca Joana Prates", "Joana Prates"),
    ("it", "no, scriva Paola Greco", "Paola Greco"),
    ("en", "sorry my bus broke down. Farid Mansour", "Farid Mansour"),
    ("es", "mi nombre completo sería Rosaura Almonte Peña", "Rosaura Almonte Peña"),
    ("fr", "mon nom complet serait Luc Moreau Petit", "Luc Moreau Petit"),
    ("es", "Montse i Jordi Puig", "Montse i Jordi Puig"),
    ("es", "Li Xiuying", "Li Xiuying"),
    ("en", "Ella", "Ella"),
]
NO_NAMES = {
    "es": ["a nombre de ella", "escribe bien", "vivo lejos. Santo Domingo"],
    "en": ["this is taking forever", "this is making sense", "this is boring"],
}
WISHES = [
    ("es", "alquilar por 3 meses na mas", Intent.RENT),
    ("en", "honestly just renting for now", Intent.RENT),
    ("ht", "mwen pa bezwen achte, mwen bezwen lwe", Intent.RENT),
    ("ht", "mwen pa vle lwe, se achte mwen vle achte", Intent.BUY),
]


@pytest.mark.parametrize(("language", "text"), each(NO_ANSWER))
def test_another_question_is_no_answer(language: str, text: str) -> None:
    """Who asks or tells something else keeps the question that is open."""
    chat = at_email(language)
    chat.say(text)
    assert state_of(chat) is State.EMAIL


@pytest.mark.parametrize(("language", "text"), each(OTHER_PHONE))
def test_another_number_is_asked_for(language: str, text: str) -> None:
    """After the number that was stated another one can be had."""
    chat = at_email(language)
    chat.say(text)
    assert state_of(chat) is State.PHONE


@pytest.mark.parametrize(("language", "text"), each(ABOUT_OURS))
def test_a_question_about_ours_takes_no_suggestion(language: str, text: str) -> None:
    """What they ask is not what they answer."""
    chat = at_email(language)
    chat.say("rosa.marte@gmial.com")
    chat.say(text)
    assert state_of(chat) is State.EMAIL_TYPO


@pytest.mark.parametrize(("language", "text"), each(NO_CHOICE))
def test_a_date_or_a_count_chooses_no_phone(language: str, text: str) -> None:
    """A number word beside a month or people is none of the two."""
    chat = at_two_phones(language)
    chat.say(text)
    assert state_of(chat) is State.PHONE_WHICH


@pytest.mark.parametrize(("language", "text", "phone"), CHOICES)
def test_a_position_chooses_a_phone(language: str, text: str, phone: str) -> None:
    """The first, the second, or whichever."""
    chat = at_two_phones(language)
    chat.say(text)
    assert chat.conversation.draft.phone
    assert chat.conversation.draft.phone.e164 == phone


@pytest.mark.parametrize(("language", "text"), each(COURTEOUS_YES))
def test_a_yes_with_courtesies_sends(language: str, text: str) -> None:
    """Thanks and a form of address add nothing to a yes."""
    chat = at_review(language)
    chat.say(text)
    assert chat.leads
    assert not any(text in line for line in chat.leads[0].notes)


@pytest.mark.parametrize(("language", "text"), [*each(NO_YES), *each(CONDITIONS), *each(PUT_OFF)])
def test_courtesies_alone_send_nothing(language: str, text: str) -> None:
    """Nor does what denies, limits or puts off."""
    chat = at_review(language)
    chat.say(text)
    assert not chat.leads


@pytest.mark.parametrize(("language", "text"), each(CONDITIONS))
def test_the_condition_of_a_yes_reaches_the_agency(language: str, text: str) -> None:
    """When not to call stands in the note, and is shown again."""
    chat = at_review(language)
    chat.say(text)
    assert chat.conversation.draft.note == text


@pytest.mark.parametrize(("language", "text"), each(PUT_OFF))
def test_who_puts_off_adds_no_note(language: str, text: str) -> None:
    """«Later» is no condition."""
    chat = at_review(language)
    chat.say(text)
    assert not chat.conversation.draft.note


@pytest.mark.parametrize(("language", "text"), each(NOTHING_ELSE))
def test_a_courteous_no_is_no_note(language: str, text: str) -> None:
    """Who has nothing to add and thanks us has nothing to add."""
    chat = at_note(language)
    chat.say(text)
    assert state_of(chat) is State.REVIEW
    assert chat.conversation.draft.note == ""


@pytest.mark.parametrize(("language", "text"), each(A_NOTE))
def test_what_only_begins_like_a_no_is_the_note(language: str, text: str) -> None:
    """Words about the home stay the person's words."""
    chat = at_note(language)
    chat.say(text)
    assert chat.conversation.draft.note == text


@pytest.mark.parametrize(("language", "text"), each(CALLED_ELSEWHERE))
def test_who_is_to_be_called_there_and_not_here_is(language: str, text: str) -> None:
    """The number they name takes the place of the one they deny."""
    chat = at_note(language)
    chat.say(text)
    assert chat.conversation.draft.phone
    assert chat.conversation.draft.phone.e164 == OTHER


@pytest.mark.parametrize(("language", "text", "name"), NAMES)
def test_a_name_is_found_behind_what_leads_to_it(language: str, text: str, name: str) -> None:
    """Without its lead-in, and whole, in place of the one that was proposed too."""
    chat = at_name(language, "Rosa Marte")
    chat.say(text)
    assert chat.conversation.draft.name == name


@pytest.mark.parametrize(("language", "text"), each(NO_NAMES))
def test_everyday_words_and_pronouns_are_no_name(language: str, text: str) -> None:
    """Neither typed at the question nor at a proposed name."""
    for profile_name in ("", "Rosa Marte"):
        chat = at_name(language, profile_name)
        chat.say(text)
        assert chat.conversation.draft.name is None


@pytest.mark.parametrize(("language", "text", "wish"), WISHES)
def test_small_words_beside_a_wish_leave_it(language: str, text: str, wish: Intent) -> None:
    """Nor is what they do not want a wish."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(HELLO[language])
    chat.say(text)
    assert chat.conversation.draft.intent is wish


@pytest.mark.parametrize(("language", "text"), [("es", "mejor sin"), ("en", "rather without"), ("de", "lieber ohne")])
def test_without_alone_goes_on_without_an_address(language: str, text: str) -> None:
    """Who prefers it without has answered."""
    chat = at_email(language)
    chat.say(MUST[language])
    chat.say(text)
    assert state_of(chat) is State.NOTES


def test_an_address_speaks_no_language() -> None:
    """A letter alone in it is no English word."""
    chat = at_email("es")
    chat.say("i.goiko@example.com")
    assert chat.conversation.language == "es"
