// The WhatsApp phone: a sign leaves a text that is ready to be sent, and lists come up from below.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { makePhone } from "./phone.js";
import { say } from "./words.js";

export function makeWhatsApp(act, enter) {
  let ready = "";
  const tap = (message, button) => act({ do: "tap", phone: "whatsapp", message: message.id, button });
  const phone = makePhone({
    platform: "whatsapp",
    act,
    enter,
    tap,
    open: (message) => sheet.open(message),
  });
  const sheet = makeSheet(phone.screen, tap);
  return {
    node: phone.node,
    speak: phone.speak,
    show: (world) => {
      phone.show(world.whatsapp, world, { otherwise: say("orWrite") });
      if (world.whatsapp.ready === ready) return;
      ready = world.whatsapp.ready;
      if (ready) phone.composer.fill(ready, say("prefilledHint"));
    },
  };
}

/** The rows of a list: one is chosen, then sent. The rest of the screen waits meanwhile. */
function makeSheet(screen, onSend) {
  const title = el("h3", { id: "sheet-title" });
  const shut = el("button", { type: "button", class: "shut" }, icon("close"));
  const rows = el("div", { class: "rows", role: "radiogroup", "aria-labelledby": "sheet-title" });
  const send = el("button", { type: "submit", class: "send-row" });
  const form = el("form", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title" },
    el("header", {}, shut, title), rows, send);
  const veil = el("div", { class: "veil low", hidden: true }, form);
  screen.append(veil);
  let message = null;
  let opener = null;
  const close = () => {
    veil.hidden = true;
    for (const part of screen.children) part.inert = false;
    opener?.focus();
  };
  const rowOf = ([label], place) => el("label", { class: "list-row" }, el("span", { dir: "auto" }, label),
    el("input", { type: "radio", name: "row", value: place, checked: label === message.chosen, onchange: () => { send.disabled = false; } }));
  shut.addEventListener("click", close);
  veil.addEventListener("click", (event) => { if (event.target === veil) close(); });
  veil.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    onSend(message, Number(new FormData(form).get("row")));
  });
  return {
    open: (opened) => {
      message = opened;
      opener = document.activeElement;
      title.textContent = message.list;
      shut.setAttribute("aria-label", say("close"));
      send.textContent = say("send");
      send.disabled = !message.chosen;
      rows.replaceChildren(...message.buttons.map(rowOf));
      for (const part of screen.children) part.inert = part !== veil;
      veil.hidden = false;
      (rows.querySelector(":checked") ?? rows.querySelector("input")).focus();
    },
  };
}
