"""What the person has before them, and words of it said back."""

from __future__ import annotations

from flows.conversation import Conversation
from flows.flow import Flow
from flows.replies import Message, Prompt, Reply
from flows.states import asked, explained, row_of
from flows.turn import Scene
from flows.understanding.echo import is_ours
from flows.understanding.message import read
from flows.wording import placeholders, render


def prompts_before(flow: Flow, conversation: Conversation) -> list[Prompt]:
    return [asked(flow, conversation), *([explained(flow, conversation)] if conversation.misses else [])]


def before_them(scene: Scene, conversation: Conversation) -> list[Message]:
    """What the person may be looking at: the question, and what explained it."""
    flow, catalogue = scene.flow, scene.flow.catalogue(conversation)
    prompts = prompts_before(flow, conversation)
    return [render(catalogue, Reply(says=one.says, options=one.options), flow.facts) for one in prompts]


def is_echo(scene: Scene, conversation: Conversation, text: str) -> bool:
    """Whether these are a few words of what we asked, and no part of what that offers."""
    flow, catalogue = scene.flow, scene.flow.catalogue(conversation)
    keys = [say.key for one in prompts_before(flow, conversation) for say in one.says]
    shown = [catalogue.texts[key] for key in (*keys, *row_of(conversation).instead)]
    inner = [catalogue.texts[name] for text in shown for name in placeholders(text) if name.isupper()]
    templates = [*shown, *inner]
    return is_ours(read(text), templates, before_them(scene, conversation), catalogue, flow.words)
