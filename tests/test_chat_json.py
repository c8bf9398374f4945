"""`leadbot chat --json`: whole chats from a script, a line in, a line out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.commands import BARE as BARE_SETTINGS

ROOT = Path(__file__).parent.parent
BARE = f'{BARE_SETTINGS}via = "104"\n'
COMMAND = [sys.executable, "-m", "bot", "chat", "--json"]
KEYS = ["texts", "options", "state", "language", "draft", "lead"]
OPEN = {"name": None, "phone": None, "email": None, "intent": None, "note": None}
OWN = "+18095550134"
LINK = "Hola, me interesa esta propiedad (ref. K7M-4PF)"
SIGN = {"new": {"channel": "whatsapp", "phone": OWN, "profile": "Ana", "language": "", "sign": "K7M4PF"}}
WHATSAPP = {"new": {"channel": "whatsapp", "phone": OWN, "profile": "Ana", "language": "", "sign": None}}
TELEGRAM = {"new": {"channel": "telegram", "phone": "", "profile": "Jean", "language": "en", "sign": None}}
TO_SUMMARY = [WHATSAPP, "hola", "comprar", "Ana Peña", "ana@mail.com", "no"]
YES = {"tap": "send"}

Deed = str | Mapping[str, Any]
Answer = Mapping[str, Any]
Play = Callable[..., list[Answer]]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Play a script through the real command; a text is said. The answers, one a line."""
    config = tmp_path / "leadbot.toml"
    config.write_text(BARE, encoding="utf-8")
    config.chmod(0o600)

    def played(*deeds: Deed, **settings: str) -> list[Answer]:
        added = "".join(f'{key} = "{value}"\n' for key, value in settings.items())
        config.write_text(BARE.replace('name = "Casa Nova"\n', f'name = "Casa Nova"\n{added}'), encoding="utf-8")
        lines = [json.dumps({"say": deed} if isinstance(deed, str) else deed) for deed in deeds]
        return run(lines, tmp_path)

    return played


def run(lines: Sequence[str], folder: Path) -> list[Answer]:
    """The answers of the command started in a folder, with its settings where there are any."""
    script = "".join(f"{line}\n" for line in lines).encode()
    ended = subprocess.run(COMMAND, input=script, capture_output=True, cwd=folder, timeout=60, check=True)
    assert ended.stderr == b""
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(answers) == len(lines)
    return answers


def last_text(answer: Answer) -> str:
    [text] = answer["texts"]
    assert isinstance(text, str)
    return text


def ids(answer: Answer) -> list[str]:
    return [option["id"] for option in answer["options"]]


def test_a_sign_leads_to_a_lead(play: Play) -> None:
    """T1: the sign's link, five messages, and the request that the CRM gets."""
    note = "busco pa mudarme en enero, 150 mil dólares con préstamo"
    new, hello, named, mailed, summary, sent = play(
        SIGN, LINK, "Ana Rosa Peña de la Cruz", "Ana.Pena@Gmail.com ", note, YES
    )
    assert (new["texts"], new["state"], new["draft"], new["lead"]) == ([], "start", OPEN, None)
    assert "Apartamento 3 hab. en Naco (en venta). Te hago 3 preguntas" in last_text(hello)
    assert (hello["state"], hello["language"], hello["draft"]["intent"]) == ("name", "es", "buy")
    assert (named["draft"]["phone"], named["state"]) == (OWN, "email"), "a stated number is in the draft"
    assert (mailed["draft"]["email"], ids(mailed)) == ("ana.pena@gmail.com", ["nothing_else"])
    assert summary["options"][0] == {"id": "send", "label": "Sí, enviar"}
    assert summary["draft"]["note"] == note
    lead = sent["lead"]
    assert (lead["full_name"], lead["phone"], lead["email"]) == ("Ana Rosa Peña de la Cruz", OWN, "ana.pena@gmail.com")
    assert (lead["property_uid"], lead["listing_type"], lead["utm_content"]) == ("KNM6135T3B", 1, "K7M4PF")
    assert (lead["budget"], lead["currency"], lead["via"]) == (150000, "USD", 104)
    assert "Casa Nova ya tiene tus datos" in last_text(sent)
    assert sent["state"] == "done"


def test_telegram_shares_a_contact(play: Play) -> None:
    """T2: the app's language, the menu's commands, buttons, and a number that is shared."""
    answers = play(
        TELEGRAM, "/start", "/ayuda", {"tap": "rent"}, "Jean", {"share": "+33612345678"}, "jean@exemple.fr",
        {"tap": "nothing_else"}, "yes",
    )  # fmt: skip  # a chat reads in a line
    assert [answer["state"] for answer in answers[1:]] == [
        *("intent", "intent", "name", "phone", "email", "notes", "review", "done")
    ]
    assert "Type: back, change" in last_text(answers[2])
    lead = answers[-1]["lead"]
    assert (lead["full_name"], lead["phone"], lead["listing_type"]) == ("Jean", "+33612345678", 2)
    assert "property_uid" not in lead


def test_a_link_opens_telegram(play: Play) -> None:
    """A sign's link starts the bot with its code."""
    new = {"new": {**TELEGRAM["new"], "language": "es", "sign": "k7m-4pf"}}
    assert "Apartamento 3 hab. en Naco" in last_text(play(new, "/start s-K7M4PF")[1])


def test_what_was_given_as_nothing_is_empty(play: Play) -> None:
    """T3: no e-mail and no note are answers, and open ones are null."""
    answers = play(WHATSAPP, "hola", "comprar", "Ana Peña", "no tengo correo", "ninguna", "dale")
    assert answers[3]["draft"] == {**OPEN, "intent": "buy", "name": "Ana Peña", "phone": OWN}
    assert answers[4]["draft"]["email"] == ""
    assert answers[5]["draft"]["note"] == ""
    assert answers[6]["lead"]["email"].endswith("@sin-correo.invalid")


def test_who_is_registered_is_told(play: Play) -> None:
    """T6 a and b: what the CRM says of the lead, and whether the number is the person's own."""
    exists = {"crm": "exists"}
    assert "ya estabas en los registros" in last_text(play(*TO_SUMMARY, exists, YES)[-1])
    other = [*TO_SUMMARY[:4], "829-555-0199", *TO_SUMMARY[4:]]
    sent = play(*other, exists, YES)[-1]
    assert sent["lead"]["phone"] == "+18295550199"
    assert "Ya había un registro en Casa Nova" in last_text(sent)
    assert "registro" not in last_text(play(*other, exists, YES, tell_registered="own_phone")[-1])


def test_a_crm_that_is_down_gets_it_later(play: Play) -> None:
    """T6 d: the receipt comes with the line that sent it, the lead goes out again when its time has come."""
    *_, down, sent, early, exists, late, silent = play(
        *TO_SUMMARY, {"crm": "down"}, YES, {"wait_s": 5}, {"crm": "exists"}, {"wait_s": 60}, {"wait_s": 864000}
    )
    assert "Tus datos están guardados" in last_text(sent)
    assert sent["lead"]["full_name"] == "Ana Peña"
    assert (down["texts"], early["texts"], exists["texts"], silent["texts"]) == ([], [], [], [])
    assert early["lead"] is exists["lead"] is silent["lead"] is None
    assert "ya estabas" not in last_text(late)
    assert late["lead"] == sent["lead"]


def test_a_refused_field_is_asked_again(play: Play) -> None:
    """Where the CRM refuses an address, the person mends it and the same lead goes out."""
    *_, refused, mended, created, sent = play(
        *TO_SUMMARY, {"crm": "refused:email"}, YES, "ana@casa.do", {"crm": "created"}, YES
    )
    assert (refused["state"], refused["lead"]["email"]) == ("email", "ana@mail.com")
    assert (mended["state"], created["texts"]) == ("review", [])
    assert (sent["state"], sent["lead"]["email"]) == ("done", "ana@casa.do")
    assert sent["lead"]["metadata"]["leadbot_id"] == refused["lead"]["metadata"]["leadbot_id"]


def test_a_refused_label_costs_nothing(play: Play) -> None:
    """What the person never gave is left out, and they hear that all went well."""
    sent = play(*TO_SUMMARY, {"crm": "refused:utm_source"}, YES)[-1]
    assert "utm_source" not in sent["lead"]
    assert "Casa Nova ya tiene tus datos" in last_text(sent)


def test_time_goes_by_only_where_it_is_told_to(play: Play) -> None:
    """T9: one reminder after an hour, «¿seguimos?» after a day, and what fell due on the way in its order."""
    *_, asked, nudged, again, halfway, on = play(
        WHATSAPP, "hola", {"tap": "buy"}, {"wait_s": 3600}, {"wait_s": 93600}, "hola", {"tap": "go_on"}
    )
    assert asked["state"] == "name"
    assert "¿Seguimos?" in last_text(nudged)
    assert nudged["state"] == "name"
    assert again["texts"] == []
    assert halfway["state"] == "halfway"
    assert on["state"] == "name"


def test_a_forgotten_chat_begins_anew(play: Play) -> None:
    """What the service erases after thirty days of silence is gone here too."""
    forgotten = play(*TO_SUMMARY, {"wait_s": 31 * 86400})[-1]
    assert (forgotten["state"], forgotten["draft"]) == ("start", OPEN)


def test_refusals_are_answers(play: Play) -> None:
    """T14: nobody has to give an address, a yes may wait, and a refusal as a whole erases the draft."""
    *_, must, none, note, not_yet, sent = play(
        *TO_SUMMARY[:4], "¿es obligatorio?", "sí, sin correo", "prefiero no decir más", "todavía no", "enviar"
    )
    assert must["state"] == "email_optional"
    assert (none["draft"]["email"], note["draft"]["note"]) == ("", "")
    assert (not_yet["state"], not_yet["lead"]) == ("review", None)
    assert sent["lead"]["full_name"] == "Ana Peña"
    *_, unsure, refused, thanks, back = play(
        WHATSAPP, "hola", "todavía no sé", "no quiero dar mis datos", "gracias", "quiero comprar"
    )
    assert unsure["draft"]["intent"] == "undecided"
    assert (refused["state"], refused["draft"]) == ("declined", OPEN)
    assert thanks["texts"] == []
    assert (back["state"], back["draft"]["intent"]) == ("name", "buy")


def test_an_old_button_is_old(play: Play) -> None:
    """A tap on an earlier question changes nothing and says so."""
    stale = play(WHATSAPP, "hola", {"tap": "buy"}, {"tap": "rent"})[-1]
    assert (stale["state"], stale["draft"]["intent"]) == ("name", "buy")
    assert stale["texts"] != []


def test_ids_of_documents_never_get_in(play: Play) -> None:
    """What is never stored is taken out of what a script says, as it is out of what people write."""
    answers = play(*TO_SUMMARY[:5], "mi cédula es 001-1234567-8", "no", YES)
    assert "1234567" not in json.dumps(answers)


BAD = [
    ("", "no es JSON"),
    ('{"say": ', "no es JSON"),
    ("[1]", "objeto JSON"),
    ("{}", "una sola"),
    ('{"says": "hola"}', "una sola"),
    ('{"say": "hola", "wait_s": 1}', "una sola"),
    ('{"say": 3}', "«say»"),
    ('{"tap": null}', "«tap»"),
    ('{"tap": "send"}', "no se ha mostrado"),
    ('{"share": "mi número"}', "«share»"),
    ('{"wait_s": -1}', "«wait_s»"),
    ('{"wait_s": "60"}', "«wait_s»"),
    ('{"wait_s": true}', "«wait_s»"),
    ('{"wait_s": NaN}', "no es JSON"),
    ('{"wait_s": 1e99}', "no llega tan lejos"),
    ('{"crm": "up"}', "«crm»"),
    ('{"crm": "refused:custom_fields"}', "«crm»"),
    ('{"new": "whatsapp"}', "«new»"),
    ('{"new": {}}', "«channel»"),
    ('{"new": {"channel": "sms"}}', "«new.channel»"),
    ('{"new": {"channel": "whatsapp", "telephone": ""}}', "«telephone»"),
    ('{"new": {"channel": "whatsapp", "phone": "8095550134"}}', "«new.phone»"),
    ('{"new": {"channel": "whatsapp", "profile": 7}}', "«profile»"),
    ('{"new": {"channel": "whatsapp", "language": "español"}}', "«new.language»"),
    ('{"new": {"channel": "whatsapp", "sign": "K7M4PX"}}', "«new.sign»"),
]


def test_a_line_that_cannot_be_read_changes_nothing(play: Play, tmp_path: Path) -> None:
    """Every line has its one answer, in order; a bad one says why, and the chat goes on as if it had not come."""
    before, after = [json.dumps(WHATSAPP), '{"say": "hola"}'], ['{"tap": "buy"}']
    answers = run([*before, *(line for line, _ in BAD), *after], tmp_path)
    for (line, why), answer in zip(BAD, answers[2:-1], strict=True):
        assert list(answer) == ["error"], line
        assert why in answer["error"]
    assert list(answers[-1]) == KEYS
    assert (answers[-1]["state"], answers[-1]["draft"]) == ("name", {**OPEN, "intent": "buy"})


def test_a_chat_comes_first(play: Play) -> None:
    """Nobody can speak before there is a chat; what the CRM says can be settled before, and holds for every chat."""
    answers = play("hola", {"wait_s": 1}, {"share": OWN}, {"crm": "down"}, *TO_SUMMARY, YES)
    assert all("«new»" in answer["error"] for answer in answers[:3])
    assert (answers[3]["texts"], answers[3]["state"], answers[3]["draft"]) == ([], "start", OPEN)
    assert "Tus datos están guardados" in last_text(answers[-1])


def test_every_answer_has_every_key(play: Play) -> None:
    """A script need not ask what is there."""
    assert all(list(answer) == KEYS and list(answer["draft"]) == list(OPEN) for answer in play(*TO_SUMMARY, YES))


def test_the_same_script_plays_the_same(play: Play) -> None:
    """Nothing depends on chance or on the day, and no two leads of a script have the same id."""
    script = (*TO_SUMMARY, YES, *TO_SUMMARY, YES)
    first, second = play(*script), play(*script)
    assert first == second
    assert len({answer["lead"]["metadata"]["leadbot_id"] for answer in first if answer["lead"]}) == 2


def test_an_answer_comes_at_once(play: Play, tmp_path: Path) -> None:
    """A script that waits for each answer before its next line is never kept waiting."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as chat:
        assert chat.stdin
        assert chat.stdout
        for deed in (WHATSAPP, {"say": "hola"}):
            chat.stdin.write(json.dumps(deed).encode() + b"\n")
            chat.stdin.flush()
            assert list(json.loads(chat.stdout.readline())) == KEYS
        chat.stdin.close()


def test_hundreds_of_chats_take_seconds(play: Play) -> None:
    """What is loaded is loaded once: eight hundred lines take no longer than somebody waits."""
    began = time.monotonic()
    answers = play(*[*TO_SUMMARY, YES, "gracias"] * 100)
    assert sum(answer["lead"] is not None for answer in answers) == 100
    assert time.monotonic() - began < 20


def test_json_takes_the_channel_from_the_script(tmp_path: Path) -> None:
    """An option that a «new» line would contradict is usage."""
    command = [*COMMAND, "--channel", "telegram"]
    ended = subprocess.run(command, input=b"", capture_output=True, cwd=tmp_path, timeout=60, check=False)
    assert ended.returncode == 2
    assert "«new»" in ended.stderr.decode()


def test_the_example_of_the_reference_is_true(tmp_path: Path) -> None:
    """Who copies the example gets the answers that stand below it."""
    page = (ROOT / "docs/reference/chat-json.md").read_text(encoding="utf-8")
    shown = re.search(r"\$ leadbot chat --json <<'END'\n(.+?)END\n(.+?)```", page, re.DOTALL)
    assert shown
    assert [json.loads(line) for line in shown[2].splitlines()] == run(shown[1].splitlines(), tmp_path)
