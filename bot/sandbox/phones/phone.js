// One phone: its frame, the bar with the agency's name, the chat, and what stands under it.

import { makeBrowser } from "./browser.js";
import { showMessages } from "./chat.js";
import { makeComposer, makeMenu } from "./composer.js";
import { el } from "./dom.js";
import { icon, mark, statusIcons } from "./icons.js";
import { currentLanguage, readableNumber, say } from "./words.js";
import { welcome } from "./welcome.js";

const NAMES = { whatsapp: "WhatsApp", telegram: "Telegram" };

/** A phone without anything that only one of the two apps has; those add to it (`whatsapp.js`, `telegram.js`). */
export function makePhone({ platform, act, enter, edit, tap, open, menuItems = [] }) {
  const log = el("div", { class: "log", role: "log", "aria-live": "polite" });
  const typing = el("div", { class: "typing", hidden: true }, el("i"), el("i"), el("i"));
  const opening = el("div", { class: "opening" });
  const day = el("p", { class: "day" });
  const wall = el("div", { class: "wall", role: "group", tabindex: "0" }, day, log, typing, opening);
  const name = el("b");
  const about = el("span", { class: "about" });
  const more = el("button", { type: "button", class: "more", "aria-expanded": "false" }, icon("more"));
  const time = el("span", { class: "now" });
  const owner = el("span", { class: "owner" });
  const composer = makeComposer({
    keep: `leadbot-demo-${platform}`,
    onSend: (text) => act({ do: "say", phone: platform, text }),
    onAttach: (what) => act({ do: "attach", phone: platform, what }),
  });
  const scan = () => browser.open(sign.address);
  const reset = () => { composer.clear(); act({ do: "reset", phone: platform }); };
  const menu = makeMenu(more, [
    { key: "scanAgain", picture: "scan", run: scan },
    { key: "again", picture: "again", run: reset },
    ...menuItems,
  ], "settings");
  const screen = el("div", { class: "screen" },
    el("div", { class: "status", "aria-hidden": "true" }, time, el("i", { class: "island" }), statusIcons()),
    el("header", { class: "bar" }, el("span", { class: "back" }, icon("back")), el("span", { class: "avatar", "aria-hidden": "true" }),
      el("div", { class: "who" }, name, about), more),
    wall, composer.node, menu.node);
  const scanButton = el("button", { type: "button", class: "plain", onclick: scan }, icon("scan"), el("span", { "data-say": "scanAgain" }));
  const resetButton = el("button", { type: "button", class: "plain", "data-say-title": "againHint", onclick: reset }, icon("again"), el("span", { "data-say": "again" }));
  const node = el("article", { class: `phone ${platform}` },
    el("h2", { class: "heading" }, mark(platform), el("span", {}, NAMES[platform]), owner),
    el("div", { class: "frame" }, screen),
    el("div", { class: "under" }, scanButton, resetButton));

  const browser = makeBrowser(screen, enter);
  let sign = {};
  let atEnd = true;
  let height = 0;
  const toEnd = () => {
    atEnd = true;
    wall.scrollTop = log.childElementCount ? wall.scrollHeight : 0;
  };
  wall.addEventListener("scroll", () => {
    if (wall.clientHeight === height) atEnd = wall.scrollHeight - wall.scrollTop - height < 60;
  });
  new ResizeObserver(() => {  // a keyboard comes up, a tab is opened
    height = wall.clientHeight;
    if (atEnd) toEnd();
  }).observe(wall);

  let due;
  const showTyping = (until) => {
    clearTimeout(due);
    const left = until - Date.now();
    typing.hidden = left <= 0;
    about.textContent = left > 0 ? say("typing") : say(platform === "telegram" ? "botAssistant" : "assistant");
    if (left > 0) due = setTimeout(() => showTyping(0), left);
  };
  const tick = () => { time.textContent = new Date().toLocaleTimeString("es-DO", { hour: "numeric", minute: "2-digit", hour12: false }); };
  tick();
  setInterval(tick, 15_000);

  let last = "";
  const show = (state, world, { aboutBot = null, otherwise }) => {
    sign = world.sign;
    name.textContent = world.agency;
    screen.querySelector(".avatar").textContent = initials(world.agency);
    owner.textContent = `${state.person.name} · ${readableNumber(state.person.phone)}`;
    node.setAttribute("aria-label", say("phoneOf", { name: state.person.name, number: state.person.phone }));
    const isNewer = showMessages(log, state.messages, { edit, tap, open });
    const begun = state.messages.length > 0;
    day.hidden = !begun;
    day.textContent = say("today");
    showTyping(state.typing_until);
    if (isNewer || (atEnd && !typing.hidden)) toEnd();
    const drawn = JSON.stringify([begun, world.agency, world.sign, currentLanguage(), aboutBot !== null]);
    if (drawn !== last) {
      last = drawn;
      opening.replaceChildren(...(begun ? [] : [welcome({ ...world, about: aboutBot, otherwise, onScan: scan })]));
    }
    wall.classList.toggle("fresh", !begun);
  };
  const speak = () => {
    log.setAttribute("aria-label", say("chat", { app: NAMES[platform] }));
    wall.setAttribute("aria-label", say("chat", { app: NAMES[platform] }));
    more.setAttribute("aria-label", say("more"));
    log.replaceChildren();
    composer.speak();
    menu.speak();
  };
  return { node, screen, composer, show, speak };
}

function initials(agency) {
  return agency.split(/\s+/).slice(0, 2).map((word) => word[0]).join("");
}
