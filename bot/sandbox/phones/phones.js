// The page: draws what the server says, sends what the person does, and keeps nothing in between.

import { makeCrm } from "./crm.js";
import { makeTelegram } from "./telegram.js";
import { makeWhatsApp } from "./whatsapp.js";
import { currentLanguage, say, sayAll, speak } from "./words.js";

const notice = document.querySelector(".notice");
const count = document.querySelector(".views .count");
const parts = { whatsapp: makeWhatsApp(act), telegram: makeTelegram(act), crm: makeCrm(act) };
let world = null;
let fading;

async function act(action) {
  const answer = await fetch("do", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(action),
  }).catch(() => null);
  if (answer && !answer.ok) announce(say("refused"), 4000);
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
  for (const part of Object.values(parts)) part.show(world);
  const leads = world.crm.leads.length;
  if (count.textContent !== String(leads)) {
    count.textContent = leads;
    count.hidden = leads === 0;
  }
}

function changeLanguage(language) {
  speak(language);
  sayAll();
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  for (const part of Object.values(parts)) part.speak();
  showWorld();
}

function changeView(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
}

for (const [place, part] of Object.entries(parts)) document.getElementById(place).append(part.node);
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => changeLanguage(button.dataset.language));
}
for (const button of document.querySelectorAll(".views button")) {
  button.addEventListener("click", () => changeView(button.dataset.view));
}
changeLanguage(currentLanguage());
changeView("whatsapp");

const events = new EventSource("events");
events.onmessage = ({ data }) => {
  world = JSON.parse(data);
  showWorld();
};
events.onopen = () => announce("");
events.onerror = () => announce(say("offline"));
