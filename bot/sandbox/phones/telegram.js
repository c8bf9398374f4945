// The Telegram phone: START, buttons under messages, the bot's keyboard, edits and blocking.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { makePhone } from "./phone.js";
import { currentLanguage, readableNumber, say } from "./words.js";

export function makeTelegram(act, enter) {
  let state = { started: false, blocked: false, keyboard: [], person: {} };
  let editing = null;
  const send = (action) => {
    if (action.do === "say" && editing) {
      const message = Number(editing.id);
      stopEditing();
      return act({ do: "edit", message, text: action.text });
    }
    return act(action);
  };
  const phone = makePhone({
    platform: "telegram",
    act: send,
    enter,
    edit: (message) => {
      editing = message;
      editBar.hidden = false;
      phone.composer.fill(message.text);
    },
    tap: (message, button, node) => {
      node.classList.add("pressed");
      act({ do: "tap", phone: "telegram", message: message.id, button }).finally(() => setTimeout(release, 300));
    },
    menuItems: [{ key: "block", picture: "block", run: () => act({ do: "block", blocked: true }), shown: () => state.started && !state.blocked }],
  });

  const editText = el("span");
  const editBar = el("div", { class: "edit-bar", hidden: true }, icon("pencil"), editText,
    el("button", { type: "button", "data-say-label": "cancel", onclick: () => { stopEditing(); phone.composer.clear(); } }, icon("close")));
  const startButton = el("button", { type: "button", class: "start", onclick: () => (
    act(state.blocked && !state.ready ? { do: "block", blocked: false } : { do: "start", language: currentLanguage() })) });
  const startHint = el("p", { class: "prefilled", hidden: true, role: "status" });
  const keys = el("div", { class: "keys", role: "group", hidden: true });
  const dialog = makeDialog(phone.screen, () => act({ do: "share" }));
  phone.composer.node.prepend(editBar);
  phone.composer.node.append(keys, startHint, startButton);

  function stopEditing() {
    editing = null;
    editBar.hidden = true;
  }

  function release() {
    if (state.waiting) return;
    for (const button of phone.node.querySelectorAll(".pressed")) button.classList.remove("pressed");
  }

  const drawKeys = (agency) => {
    keys.hidden = state.keyboard.length === 0 || state.blocked;
    const shape = JSON.stringify([state.keyboard, currentLanguage()]);
    if (keys.shape === shape) return;
    keys.shape = shape;
    keys.setAttribute("aria-label", say("keyboard"));
    keys.replaceChildren(...state.keyboard.flat().map((key) => el("button", {
      type: "button",
      class: "key",
      onclick: () => (key.asks_contact
        ? dialog.open({ bot: agency, number: readableNumber(state.person.phone) })
        : act({ do: "say", phone: "telegram", text: key.label })),
    }, icon(key.asks_contact ? "phone" : "keyboard"), key.label)));
  };

  return {
    node: phone.node,
    speak: () => {
      phone.speak();
      editText.textContent = say("editing");
    },
    show: (world) => {
      state = world.telegram;
      phone.composer.node.classList.toggle("closed", !state.started || state.blocked || Boolean(state.ready));
      startButton.textContent = say(state.blocked && !state.ready ? "restart" : "start");
      startButton.classList.toggle("called", Boolean(state.ready));
      startHint.hidden = !state.ready;
      startHint.textContent = say("startHint");
      drawKeys(world.agency);
      const about = state.started ? null : el("div", { class: "what-bot" }, el("b", {}, say("whatBot")), el("span", {}, say("whatBotSays", world)));
      phone.show(state, world, { aboutBot: about, otherwise: say("orStart") });
      if (!state.messages.length) stopEditing();
      setTimeout(release, 150);
    },
  };
}

/** Telegram asks before a number goes out. The rest of the screen waits meanwhile. */
function makeDialog(screen, onConfirm) {
  const title = el("h3", { id: "share-title" });
  const text = el("p", { id: "share-text" });
  const refuse = el("button", { type: "button" });
  const agree = el("button", { type: "button", class: "agree" });
  const veil = el("div", { class: "veil", hidden: true },
    el("div", { class: "dialog", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "share-title", "aria-describedby": "share-text" },
      title, text, el("div", { class: "actions" }, refuse, agree)));
  screen.append(veil);
  let opener = null;
  const close = () => {
    veil.hidden = true;
    for (const part of screen.children) part.inert = false;
    opener?.focus();
  };
  refuse.addEventListener("click", close);
  agree.addEventListener("click", () => { close(); onConfirm(); });
  veil.addEventListener("click", (event) => { if (event.target === veil) close(); });
  veil.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  return {
    open: (values) => {
      opener = document.activeElement;
      title.textContent = say("shareTitle");
      text.textContent = say("shareText", values);
      refuse.textContent = say("cancel");
      agree.textContent = say("share");
      for (const part of screen.children) part.inert = part !== veil;
      veil.hidden = false;
      agree.focus();
    },
  };
}
