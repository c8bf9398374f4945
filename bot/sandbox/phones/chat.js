// The messages on a phone's screen.

import { el, reconcile } from "./dom.js";
import { housePhoto, icon, mapPicture, ticks, waveform } from "./icons.js";
import { clock, readableNumber, say } from "./words.js";

const URL_IN_TEXT = /(https?:\/\/\S*[^\s.,;:!?)»])/;
const NUMBERED = /^(\d{1,2})\. (.+)$/;

/** Shows the messages; true if there is a newer one than before. A tick alone must not have a message spoken again. */
export function showMessages(list, messages, deeds) {
  const before = list.lastElementChild?.dataset.key;
  reconcile(list, messages.map((message) => ({ ...message, tick: "" })), {
    key: (message) => message.id,
    build: (message) => bubbleOf(message, deeds),
  });
  for (const [place, message] of messages.entries()) showMeta(list.children[place].querySelector(".meta"), message);
  return before !== list.lastElementChild?.dataset.key;
}

function bubbleOf(message, deeds) {
  const { mine, kind } = message;
  return el("div", { class: `message ${mine ? "mine" : "theirs"} ${kind}` },
    el("div", { class: "bubble" },
      el("span", { class: "unseen" }, `${mine ? say("me") : say("assistant")}: `),
      message.quote ? el("div", { class: "quote" }, el("b", {}, message.quote.who), el("span", {}, message.quote.text)) : null,
      bodyOf(message),
      el("span", { class: "meta", "aria-live": "off" })),
    mine && kind === "text" && deeds.edit ? editButton(message, deeds) : null,
    choicesOf(message, deeds));
}

function choicesOf(message, deeds) {
  if (message.list) return el("div", { class: "choices" }, listOpener(message, deeds));
  return message.buttons.length ? buttonRows(message, deeds) : null;
}

function showMeta(meta, { at, tick, edited }) {
  if (meta.dataset.tick === tick) return;
  meta.dataset.tick = tick;
  const mark = tick === "failed" ? el("b", { class: "failed", title: say("tick_failed") }, "!") : tick === "waiting" ? icon("clock") : ticks(tick);
  meta.replaceChildren(
    edited ? `${say("edited")} ` : "",
    el("time", { datetime: at }, clock(at)),
    ...(tick ? [mark, el("span", { class: "unseen" }, ` ${say(`tick_${tick}`)}`)] : []));
}

function bodyOf({ kind, text }) {
  switch (kind) {
    case "text": return paragraphs(text);
    case "voice": return el("div", { class: "voice-note" }, el("span", { class: "round" }, icon("play")), waveform(),
      el("span", { class: "length" }, "0:07"), el("span", { class: "unseen" }, say("voice")));
    case "photo": return el("div", { class: "picture" }, housePhoto(), el("span", { class: "unseen" }, say("photo")), text);
    case "location": return el("div", { class: "picture" }, mapPicture(), el("span", { class: "unseen" }, say("location")));
    default: return el("div", { class: "card" }, el("span", { class: "round" }, icon("person")),
      el("span", {}, el("b", {}, kind === "other_card" ? say("otherName") : say("own_card")), el("span", {}, readableNumber(text))));
  }
}

function paragraphs(text) {
  const blocks = text.split("\n").map(lineOf);
  blocks.at(-1).append(el("span", { class: "room" }));
  return el("div", { class: "text", dir: "auto" }, blocks);
}

function lineOf(line) {
  const option = NUMBERED.exec(line);
  if (option) return el("p", { class: "option" }, el("b", {}, `${option[1]}. `), linked(option[2]));
  return el("p", { class: line ? null : "gap" }, linked(line));
}

/** Addresses look like links everywhere; only those of this machine can be opened. */
function linked(text) {
  return text.split(URL_IN_TEXT).map((part, place) => {
    if (place % 2 === 0) return part;
    const here = new URL(part).hostname === location.hostname;
    return here
      ? el("a", { class: "link", href: part, target: "_blank", rel: "noopener noreferrer" }, part)
      : el("span", { class: "link" }, part);
  });
}

function editButton(message, deeds) {
  return el("button", { type: "button", class: "edit", "aria-label": say("edit"), title: say("edit"), onclick: () => deeds.edit(message) }, icon("pencil"));
}

function buttonRows(message, deeds) {
  let place = 0;
  const rows = message.buttons.map((row) => el("div", { class: "row" }, row.map((label) => {
    const button = place++;
    const chosen = label === message.chosen;
    return el("button", { type: "button", class: "choice", "aria-pressed": chosen && "true", onclick: (event) => deeds.tap(message, button, event.currentTarget) },
      icon(chosen ? "check" : "reply"), label, el("span", { class: "spinner", "aria-hidden": "true" }));
  })));
  return el("div", { class: "choices" }, rows);
}

function listOpener(message, deeds) {
  return el("button", { type: "button", class: "choice", "aria-haspopup": "dialog", onclick: () => deeds.open(message) }, icon("rows"), message.list);
}
