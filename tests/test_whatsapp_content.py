"""Options are native buttons and lists on WhatsApp, made at Twilio once, and text wherever that cannot be had."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from adapters import twilio_content
from adapters.engines import open_store
from adapters.sending import SendOutcome, Sent, Unknown
from adapters.twilio_content import Pauses, as_content
from bot.main import running
from bot.sandbox.twilio import Fault, basic
from bot.sandbox.twilio_content import faults_of
from bot.sandbox.world import open_world
from bot.wording import LANGUAGES, load_catalogues
from bot.workers.contents import StoredShelf
from flows.events import OptionTapped, TextReceived
from flows.replies import Choice, Message, Option, Reply, Say, numbered_text
from flows.wording import render
from tests.twilios import ANA, SID, World, open_twilio

MENU = Message(
    text="¿Comprar o alquilar?",
    choices=(Choice("buy", "Comprar"), Choice("rent", "Alquilar")),
    language="es",
    step=3,
    hint="Responde con el número.",
    list_button="Ver opciones",
)
FOUR = tuple(Choice(f"edit_{place}", f"Campo {place}") for place in range(4))
SUMMARY = replace(
    MENU,
    text="Nombre: Ana Ruiz\nNota: dos\n\ncuartos {nota}",
    given=((8, 16), (23, 42)),
    choices=(Choice("a", "809-555-0134", given=True), Choice("send", "Sí, enviar")),
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_twilio() as opened:
        yield opened


async def sent(world: World, message: Message, *, attempts: int = 1) -> SendOutcome:
    return await world.channel.send(ANA, message, attempts=attempts)


async def test_three_options_are_buttons_and_a_tap_tells_its_step(world: World) -> None:
    """Up to three options are reply buttons; a press arrives as the option and the step it was shown in."""
    assert isinstance(await sent(world, MENU), Sent)
    shown = await world.phone.hear()
    assert (shown.text, [button.label for button in shown.buttons]) == (MENU.text, ["Comprar", "Alquilar"])
    assert not shown.list_button
    await world.phone.press(shown, 1)
    event = world.webhook.arrivals[-1].event
    assert isinstance(event, OptionTapped)
    assert (event.option, event.step) == ("rent", 3)


async def test_more_options_are_a_list(world: World) -> None:
    """Up to ten options open as a list, and so do fewer with a longer label; a row is understood like a button."""
    for choices in (FOUR, (Choice("edit_0", "Un campo de 24 letras ya"),)):
        await sent(world, replace(MENU, choices=choices))
        shown = await world.phone.hear()
        assert (shown.list_button, len(shown.buttons)) == ("Ver opciones", len(choices))
        await world.phone.press(shown, 0)
        event = world.webhook.arrivals[-1].event
        assert isinstance(event, OptionTapped)
        assert (event.option, event.step) == ("edit_0", 3)


async def test_an_old_button_says_that_it_is_old(tmp_path: Path) -> None:
    """A button of an earlier question changes nothing, and the present question is asked again."""
    async with open_world(tmp_path) as world, running(world.settings):
        phone = world.twilio.phone("+18095550134", "Ana")
        await phone.say("hola")
        menu = await phone.hear()
        await phone.press(menu, 0)
        asked = (await phone.hear()).text
        await phone.press(menu, 1)
        assert (await phone.hear()).text == f"{load_catalogues()['es'].texts['STALE']}\n\n{asked}"


async def test_a_label_typed_is_a_text_like_any_other(world: World) -> None:
    """Whoever types what a button says is heard as having written it."""
    await sent(world, MENU)
    await world.phone.say("Comprar")
    assert isinstance(world.webhook.arrivals[-1].event, TextReceived)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (replace(MENU, choices=tuple(Choice(str(n), f"Opción {n}") for n in range(11))), "more than a list holds"),
        (replace(MENU, choices=(Choice("x", "Una etiqueta de 25 letras"),)), "a label too long for a row"),
        (replace(MENU, choices=(Choice("a", "Sí"), Choice("b", "Sí"))), "two that nobody can tell apart"),
        (replace(MENU, text="a" * 1025), "a body that WhatsApp would cut"),
        (replace(MENU, text="Escribe {{1}}"), "what Twilio would take for a variable"),
        (replace(MENU, text="a" + "\n" * 6 + "b", given=((0, 8),)), "line breaks that would make ever new templates"),
        (replace(MENU, plain=True), "the platform has refused its buttons"),
        (replace(MENU, language=""), "stored by a release without buttons"),
    ],
)
async def test_what_has_no_place_on_buttons_is_text(world: World, message: Message, why: str) -> None:
    """Nothing is cut: what does not fit comes as numbered text, and Twilio is not even asked."""
    await sent(world, message)
    assert world.shown() == [numbered_text(message)], why
    assert world.twilio.contents.created == 0


async def test_one_option_alone_is_a_button(world: World) -> None:
    """A single option is a button; without buttons it is a sentence, never «1.»."""
    alone = replace(MENU, choices=(Choice("skip", "Nada más"),), hint="O escribe «Nada más».")
    await sent(world, alone)
    assert [button.label for button in (await world.phone.hear()).buttons] == ["Nada más"]
    await sent(world, replace(alone, plain=True))
    assert world.shown()[-1] == "¿Comprar o alquilar?\nO escribe «Nada más»."


async def test_a_text_is_made_once(world: World) -> None:
    """The same question makes one template, whatever its step and whoever is asked; another language makes another."""
    for step in (3, 4):
        await sent(world, replace(MENU, step=step))
    assert world.twilio.contents.created == 1
    await sent(world, replace(MENU, language="en"))
    assert world.twilio.contents.created == 2


async def test_nothing_personal_gets_into_a_template(world: World) -> None:
    """A person's values travel with the message, line by line; what Twilio keeps are our words."""
    await sent(world, SUMMARY)
    shown = await world.phone.hear()
    assert (shown.text, shown.buttons[0].label) == (SUMMARY.text, "809-555-0134")
    (kept,) = world.twilio.contents.made.values()
    assert not [value for value in ("Ana", "cuartos", "0134") if value in json.dumps(kept)]
    values = json.loads(world.twilio.log[-1].fields["ContentVariables"])
    assert list(values.values()) == ["Ana Ruiz", "dos", "cuartos {nota}", "809-555-0134", "3"]


async def test_how_somebody_spaces_their_words_makes_no_template(world: World) -> None:
    """Spaces and empty lines with spaces in them are as good as none: what people write does not fill the account."""
    for note in ("uno\n\ndos", "uno  \n   \n dos"):
        await sent(world, replace(MENU, text=f"Nota: {note}", given=((6, 6 + len(note)),)))
    assert world.shown() == ["Nota: uno\n\ndos"] * 2
    assert world.twilio.contents.created == 1


async def test_an_api_key_opens_both_doors(world: World) -> None:
    """Where the settings have an API key, messages and templates are signed in with it and not with the token."""
    world.twilio.logins = {basic("SK1", "secret")}
    channel = world.rebuilt(api_key=("SK1", "secret"))
    assert isinstance(await channel.send(ANA, MENU, attempts=1), Sent)
    assert (await world.phone.hear()).buttons


async def test_a_restart_finds_what_was_made(world: World) -> None:
    """A template is found again by its name, also on a later page of those that the account has."""
    for number in range(twilio_content.PAGE_SIZE):
        world.twilio.contents.create({"language": "es", "types": {"twilio/text": {"body": f"other {number}"}}})
    made = world.twilio.contents.create(as_content(MENU).template)  # type: ignore[union-attr]  # it has buttons
    before = world.twilio.contents.created
    await sent(world, MENU)
    assert made
    assert world.twilio.log[-1].fields["ContentSid"] == made["sid"]
    assert world.twilio.contents.created == before


async def test_the_store_remembers_what_was_made(database_url: str) -> None:
    """After a restart neither a list nor a template is asked for: the store knows Twilio's id."""
    async with open_store(database_url) as store, open_twilio(StoredShelf(store)) as world:
        await sent(world, MENU)
        (sid,) = world.twilio.contents.made
        name = world.twilio.contents.made[sid]["friendly_name"]
        assert await store.find_content(SID, name) == sid
        world.twilio.content_faults.append(Fault(status=500))
        again = world.rebuilt(shelf=StoredShelf(store))
        assert isinstance(await again.send(ANA, MENU, attempts=1), Sent)
        assert world.twilio.log[-1].fields["ContentSid"] == sid
        del world.twilio.contents.made[sid]  # somebody tidied up at Twilio
        await again.send(ANA, MENU, attempts=1)
        assert await store.find_content(SID, name) is None


async def test_a_store_that_is_away_costs_no_buttons(database_url: str) -> None:
    """Twilio's own list stands in for the store."""
    async with open_store(database_url) as store:
        pass
    async with open_twilio(StoredShelf(store)) as world:
        await sent(world, MENU)
        assert world.phone.chat[-1].buttons


async def test_a_key_that_may_not_look_may_make(world: World) -> None:
    """Where the list is forbidden, a template is made all the same."""
    world.twilio.content_faults.append(Fault(status=403, code=20403))
    await sent(world, MENU)
    assert (await world.phone.hear()).buttons


async def test_nothing_is_made_twice_because_twilio_did_not_say(world: World) -> None:
    """A list that does not come is waited for: what stands there is not made once more."""
    world.twilio.content_faults.append(Fault(status=503))
    await sent(world, MENU)
    assert world.twilio.contents.created == 0


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(status=404, code=20404), "an account without the Content API"),
        (Fault(status=500), "Twilio is ill"),
        (Fault(status=429, code=20429), "too many calls"),
        (Fault(status=201, body="<html>"), "no answer of Twilio's"),
        (Fault(how="reset"), "a cut connection"),
        (Fault(status=400, code=20001), "this template is refused"),
    ],
)
async def test_a_template_that_cannot_be_made(world: World, fault: Fault, why: str) -> None:
    """The question goes out as numbered text at once, and the next ones do not wait for another try."""
    world.twilio.content_faults += [fault] * 9
    with capture_logs() as logs:
        await sent(world, MENU)
        left = len(world.twilio.content_faults)
        await sent(world, MENU)
        await sent(world, MENU)
    assert world.shown() == [numbered_text(MENU)] * 3, why
    assert left == len(world.twilio.content_faults) < 9
    assert [log["event"] for log in logs].count("no buttons on WhatsApp, options go as text") == 1
    assert world.twilio.contents.created == 0


async def test_a_silent_content_api_does_not_hold_the_question(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a question waits a moment longer at most, and only once."""
    monkeypatch.setattr(twilio_content, "WAIT_S", 0.05)
    world.twilio.content_faults.append(Fault(how="hang"))
    await sent(world, MENU)
    await sent(world, MENU)
    assert world.shown() == [numbered_text(MENU)] * 2


async def test_after_a_while_it_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure takes the buttons away for a while, not for good."""
    now = [1000.0]
    monkeypatch.setattr(twilio_content, "time", type("Clock", (), {"monotonic": staticmethod(lambda: now[0])}))
    world.twilio.content_faults.append(Fault(status=500))
    await sent(world, MENU)
    now[0] += twilio_content.FIRST_PAUSE_S + 1
    await sent(world, MENU)
    assert [bool(bubble.buttons) for bubble in world.phone.chat if not bubble.mine] == [False, True]


def test_pauses_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each failure doubles the pause up to an hour; after a good hour it begins anew."""
    now = [0.0]
    monkeypatch.setattr(twilio_content, "time", type("Clock", (), {"monotonic": staticmethod(lambda: now[0])}))
    pauses = Pauses()
    waits = []
    for _ in range(8):
        waits.append(pauses.begin("x"))
        now[0] += waits[-1]
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    now[0] += 3601
    assert pauses.begin("x") == 60


@pytest.mark.parametrize("fault", [Fault(status=400, code=63005), Fault(status=404, code=20404)])
async def test_buttons_that_are_refused_go_as_text(world: World, fault: Fault) -> None:
    """Where Twilio does not take the buttons the same question goes out as text, and next time without asking."""
    world.twilio.faults.append(fault)
    for _ in range(2):
        assert isinstance(await sent(world, MENU), Sent)
    assert world.shown() == [numbered_text(MENU)] * 2
    assert len(world.twilio.log) == 3


async def test_a_template_that_is_gone_is_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody deletes our templates at Twilio: one question goes as text, and later ones have buttons again."""
    await sent(world, MENU)
    world.twilio.contents.made.clear()
    await sent(world, MENU)
    assert world.twilio.refused == [63027]
    monkeypatch.setattr(Pauses, "hold", lambda self, *names: False)  # the pause is over
    await sent(world, MENU)
    assert [bool(bubble.buttons) for bubble in world.phone.chat if not bubble.mine] == [True, False, True]


async def test_buttons_of_unknown_fate_are_looked_for(world: World) -> None:
    """After a cut connection the question is found at Twilio by its text, and not asked twice."""
    world.twilio.faults.append(Fault(how="reset", processed=True))
    assert isinstance(await sent(world, MENU), Unknown)
    out = world.twilio.log[-1].sid
    assert await sent(world, MENU, attempts=2) == Sent(out)
    assert len(world.shown()) == 1


async def test_text_of_unknown_fate_is_not_asked_again_with_buttons(world: World) -> None:
    """What went out as text, because there were no buttons just then, is found as that."""
    world.twilio.content_faults.append(Fault(status=500))
    world.twilio.faults.append(Fault(how="reset", processed=True))
    assert isinstance(await sent(world, MENU), Unknown)
    assert isinstance(await world.rebuilt().send(ANA, MENU, attempts=2), Sent)
    assert world.shown() == [numbered_text(MENU)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fits(language: str) -> None:
    """What Twilio demands of a template holds in every language, for buttons and for a list."""
    catalogue = load_catalogues()[language]
    for key, options in (
        ("REVIEW", ("send", "change", "cancel")),
        ("LANG", tuple(f"lang_{code}" for code in LANGUAGES)),
    ):
        chosen = tuple(Option(id, "" if id in catalogue.options else id) for id in options)
        reply = Reply(says=(Say(key, {"nombre": "Ana"}),), options=chosen)
        content = as_content(render(catalogue, reply, {"agencia": "Casa Caribe"}))
        assert content
        assert not list(faults_of(content.template))


async def test_the_sandbox_refuses_what_twilio_refuses(world: World) -> None:
    """Forms, unknown properties, titles and bodies that are too long, ids twice, variables out of order: 400."""
    good = {"title": "Sí", "id": "1:yes"}
    reply: dict[str, Any] = {"body": "¿Sí?", "actions": [good]}
    rows: dict[str, Any] = {"body": "¿Cuál?", "button": "Ver", "items": [{"item": "Uno", "id": "1"}]}
    wrong: list[dict[str, Any]] = [
        {"language": "es", "types": {"twilio/quick-reply": reply}, "colour": "green"},
        {"types": {"twilio/quick-reply": reply}},
        {"language": "es", "types": {}},
    ]
    changes: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("quick-reply", reply, {"body": "a" * 1025}),
        ("quick-reply", reply, {"body": ""}),
        ("quick-reply", reply, {"body": "{{2}}"}),
        ("quick-reply", reply, {"actions": [{**good, "title": "x" * 21}]}),
        ("quick-reply", reply, {"actions": [good, good]}),
        ("quick-reply", reply, {"actions": [{**good, "id": "x" * 201}]}),
        ("quick-reply", reply, {"actions": [{**good, "id": str(n)} for n in range(4)]}),
        ("list-picker", rows, {"items": [{"item": "x" * 25, "id": "1"}]}),
        ("list-picker", rows, {"items": [{"item": "Uno", "id": str(n)} for n in range(11)]}),
        ("list-picker", rows, {"items": []}),
        ("list-picker", rows, {"button": "x" * 21}),
    ]
    wrong += [{"language": "es", "types": {f"twilio/{kind}": {**types, **change}}} for kind, types, change in changes]
    headers = {"Authorization": aiohttp.encode_basic_auth(SID, "t" * 32)}
    for content in wrong:
        async with world.session.post(f"{world.api}v1/Content", json=content, headers=headers) as answer:
            assert answer.status == 400, content
    async with world.session.post(f"{world.api}v1/Content", data={"language": "es"}, headers=headers) as answer:
        assert answer.status == 400
