// The page: draws what the server says, sends what the person does, and keeps nothing but what could not be sent yet.

import { makeAgency } from "./agency.js";
import { makeCrm } from "./crm.js";
import { makeHeard } from "./heard.js";
import { icon } from "./icons.js";
import { makeTelegram } from "./telegram.js";
import { makeWhatsApp } from "./whatsapp.js";
import { currentLanguage, say, sayAll, speak } from "./words.js";

const THEME = "leadbot-demo-theme";
const notice = document.querySelector(".notice");
const theme = document.querySelector(".theme");
const parts = { whatsapp: makeWhatsApp(act, enter), telegram: makeTelegram(act, enter), heard: makeHeard(), crm: makeCrm(act), agency: makeAgency() };
let world = null;
let unsent = [];  // texts that found nobody; they go out when somebody answers again
let follows = true;  // the panel shows what just happened, until somebody chooses
let fading;

async function post(action) {
  return fetch("do", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(action),
  }).catch(() => null);
}

async function act(action) {
  const answer = await post(action);
  if (answer && !answer.ok) announce(say("refused"), 4000);
  if (!answer && action.do === "say") {
    unsent.push({ action, at: new Date().toISOString() });
    showWorld();
  }
  return answer?.ok;
}

/** A button of the sign's page: the app behind it comes up, with the code ready. */
async function enter(door, language) {
  const phone = { w: "whatsapp", t: "telegram" }[door];
  if (!(await act({ do: "enter", door, language }))) return;
  changeView(phone);
  const { node } = parts[phone];
  node.classList.add("called");
  setTimeout(() => node.classList.remove("called"), 1600);
}

async function sendUnsent() {
  const waiting = unsent;
  unsent = [];
  for (const { action } of waiting) await act(action);
}

/** A line over the page; it stays when no time is given. */
function announce(text, forMs = 0) {
  clearTimeout(fading);
  notice.textContent = text;
  notice.hidden = text === "";
  if (forMs) fading = setTimeout(() => { notice.hidden = true; }, forMs);
}

function showWorld() {
  if (!world) return;
  const shown = { ...world, whatsapp: withUnsent("whatsapp"), telegram: withUnsent("telegram") };
  for (const part of Object.values(parts)) part.show(shown);
  for (const count of document.querySelectorAll(".views .count, .tabs .count")) {
    if (count.textContent === String(world.crm.leads.length)) continue;
    count.textContent = world.crm.leads.length;
    count.hidden = world.crm.leads.length === 0;
  }
}

function withUnsent(phone) {
  const waiting = unsent.filter(({ action }) => action.phone === phone).map(({ action, at }, place) => (
    { id: `unsent ${place}`, mine: true, kind: "text", text: action.text, at, tick: "waiting", edited: false, buttons: [] }));
  return { ...world[phone], messages: [...world[phone].messages, ...waiting] };
}

/** The panel beside the phones shows where something has just happened. */
function follow(before) {
  if (!before || !follows) return;
  if (world.crm.leads.length > before.crm.leads.length) changeBehind("crm");
  else if (world.heard[0]?.id !== before.heard[0]?.id && world.heard[0]?.kind === "text") changeBehind("heard");
}

function changeLanguage(language) {
  speak(language);
  sayAll();
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  for (const part of Object.values(parts)) part.speak();
  showTheme();
  showWorld();
}

/** On a small screen one thing is shown at a time; on a large one only the panel changes. */
function changeView(view) {
  document.body.dataset.view = view;
  if (document.querySelector(`.tabs [data-view="${view}"]`)) changeBehind(view);
  markPressed(".views button", view);
}

function changeBehind(view) {
  document.body.dataset.behind = view;
  if (view === "agency") parts.agency.open();
  markPressed(".tabs button", view);
}

function markPressed(buttons, view) {
  for (const button of document.querySelectorAll(buttons)) button.setAttribute("aria-pressed", String(button.dataset.view === view));
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function showTheme() {
  theme.replaceChildren(icon(isDark() ? "light" : "dark"));
  theme.title = say(isDark() ? "goLight" : "goDark");
  theme.setAttribute("aria-label", theme.title);
}

for (const [place, part] of Object.entries(parts)) document.getElementById(place).append(part.node);
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => changeLanguage(button.dataset.language));
}
for (const button of document.querySelectorAll("button[data-view]")) {
  button.addEventListener("click", () => {
    follows &&= !button.closest(".tabs");
    changeView(button.dataset.view);
  });
}
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem(THEME, document.documentElement.dataset.theme);
  showTheme();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
if (localStorage.getItem(THEME)) document.documentElement.dataset.theme = localStorage.getItem(THEME);
changeLanguage(currentLanguage());
changeView("whatsapp");
changeBehind("heard");

const events = new EventSource("events");
events.onmessage = ({ data }) => {
  const before = world;
  world = JSON.parse(data);
  showWorld();
  follow(before);
};
events.onopen = () => {
  announce("");
  sendUnsent();
};
events.onerror = () => announce(say("offline"));
