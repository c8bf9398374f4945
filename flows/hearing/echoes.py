"""What the person has before them, and words of it said back."""

from __future__ import annotations

import re

from flows.conversation import Conversation
from flows.flow import Flow
from flows.replies import Message, Prompt, Reply
from flows.states import asked, explained, row_of
from flows.turn import Scene
from flows.understanding.echo import is_ours
from flows.understanding.message import read
from flows.understanding.text import bare, holds
from flows.understanding.yesno import read_yes_no
from flows.wording import placeholders, render

MOST_FEW = 4  # words that somebody may say by chance; more in a row are ours wherever we do not ask
SAID = re.compile(r"[^.?!…\n{}«»“”„\"]+[.…]")  # a sentence that asks nothing, and puts nothing in quotes
EXAMPLE = re.compile(r":[^.?!…\n]*[.…]?")


def prompts_before(flow: Flow, conversation: Conversation) -> list[Prompt]:
    return [asked(flow, conversation), *([explained(flow, conversation)] if conversation.misses else [])]


def before_them(scene: Scene, conversation: Conversation) -> list[Message]:
    """What the person may be looking at: the question, and what explained it."""
    flow, catalogue = scene.flow, scene.flow.catalogue(conversation)
    prompts = prompts_before(flow, conversation)
    return [render(catalogue, Reply(says=one.says, options=one.options), flow.facts) for one in prompts]


def is_echo(scene: Scene, conversation: Conversation, text: str) -> bool:
    """Whether these are words of what we asked, and no part of what that offers."""
    flow, catalogue = scene.flow, scene.flow.catalogue(conversation)
    if read_yes_no(read(text), flow.words) is not None:
        return False  # «va bene» is theirs, though a sentence of ours may begin so
    keys = [say.key for one in prompts_before(flow, conversation) for say in one.says]
    shown = [catalogue.texts[key] for key in (*keys, *row_of(conversation).instead)]
    inner = [catalogue.texts[name] for text in shown for name in placeholders(text) if name.isupper()]
    templates = [*shown, *inner]
    whole = (sentence for template in templates for sentence in SAID.findall(template))
    plain = (sentence for template in templates for sentence in SAID.findall(EXAMPLE.sub("\n", template)))
    said = bare(text)
    if any(said == bare(one) for one in whole) or any(is_within(said, bare(one)) for one in plain):
        return True
    return is_ours(read(text), templates, before_them(scene, conversation), catalogue, flow.words)


def is_within(said: str, ours: str) -> bool:
    """Whether a text is how a sentence of ours begins, or any longer part of it."""
    size = len(said.split())
    return holds(ours, said) if size > MOST_FEW else size > 1 and f"{ours} ".startswith(f"{said} ")
