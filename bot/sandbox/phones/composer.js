// Where a person writes: the text field, the attachments, and sending.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

const ATTACHMENTS = [["voice", "mic"], ["photo", "photo"], ["location", "place"], ["own_card", "person"], ["other_card", "persons"]];

/** The row under a chat. `onSend(text)` and `onAttach(what)` do it; `fill` writes into it as a sign or an edit would.
    What stands there survives a reload, under the name `keep`. */
export function makeComposer({ keep, onSend, onAttach }) {
  const field = el("textarea", { rows: "1", maxlength: "4000", "data-field": true, autocomplete: "off", enterkeyhint: "send" });
  const button = el("button", { type: "submit", class: "go" }, icon("mic"), icon("send"));
  const clip = el("button", { type: "button", class: "clip", "aria-expanded": "false" }, icon("clip"));
  const hint = el("p", { class: "prefilled", hidden: true, role: "status" });
  const form = el("form", { class: "composer" }, el("div", { class: "pill" }, field, clip), button);
  const menu = makeMenu(clip, ATTACHMENTS.map(([what, picture]) => ({ key: what, picture, run: () => onAttach(what) })), "attachments");
  const node = el("div", { class: "bottom" }, hint, form, menu.node);

  const drawn = () => {
    sessionStorage.setItem(keep, field.value);
    const empty = field.value.trim() === "";
    form.classList.toggle("blank", empty);
    button.setAttribute("aria-label", say(empty ? "record" : "send"));
    button.title = say(empty ? "record" : "send");
    field.style.height = "auto";
    if (!empty) field.style.height = `${Math.min(field.scrollHeight, 110)}px`;
    if (empty) hint.hidden = true;
    form.classList.toggle("ready", !hint.hidden);
  };
  const send = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    drawn();
    if (text) onSend(text);
    else onAttach("voice");
  };

  field.value = sessionStorage.getItem(keep) ?? "";
  form.addEventListener("submit", send);
  field.addEventListener("input", drawn);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (field.value.trim()) send(event);
    else event.preventDefault();
  });
  return {
    node,
    clear: () => { field.value = ""; drawn(); },
    fill: (text, explanation = "") => {
      field.value = text;
      hint.textContent = explanation;
      hint.hidden = explanation === "";
      drawn();
      field.focus();
    },
    speak: () => {
      field.placeholder = say("message");
      field.setAttribute("aria-label", say("message"));
      clip.setAttribute("aria-label", say("attach"));
      clip.title = say("attach");
      menu.speak();
      drawn();
    },
  };
}

/** A menu that opens from a button: Escape, a click elsewhere or a choice closes it. Items without `shown` always show. */
export function makeMenu(opener, items, name) {
  const entries = items.map(({ key, picture, run, shown }) => {
    const text = el("span", {});
    const entry = el("button", { type: "button", class: `item ${key}` }, el("span", { class: "round" }, icon(picture)), text);
    entry.addEventListener("click", () => { close(); run(); });
    return { entry, text, key, shown };
  });
  const node = el("div", { class: `menu ${name}`, hidden: true }, entries.map(({ entry }) => entry));
  const close = () => {
    node.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };
  const open = () => {
    for (const { entry, shown } of entries) entry.hidden = shown ? !shown() : false;
    node.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    entries.find(({ entry }) => !entry.hidden).entry.focus();
  };
  opener.addEventListener("click", () => (node.hidden ? open() : close()));
  document.addEventListener("pointerdown", (event) => {
    if (!node.contains(event.target) && !opener.contains(event.target)) close();
  });
  node.addEventListener("keydown", (event) => {
    const shown = entries.filter(({ entry }) => !entry.hidden).map(({ entry }) => entry);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      shown[(shown.indexOf(document.activeElement) + step + shown.length) % shown.length].focus();
    } else if (event.key === "Escape") {
      close();
      opener.focus();
    }
  });
  return { node, speak: () => entries.forEach(({ text, key }) => { text.textContent = say(key); }) };
}
