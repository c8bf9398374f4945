// The panel of what was understood, message by message, with the webhook that brought each for who wants to look.

import { el, reconcile } from "./dom.js";
import { icon, mark } from "./icons.js";
import { clock, languageName, readableNumber, say } from "./words.js";

const PICTURES = {
  name: "person", phone: "phone", proven: "check", email: "mail", intent: "search", note: "note", budget: "money",
  sign: "scan", language: "globe", lead: "inbox", short_rent: "home",
};
const READABLE = { phone: readableNumber, language: languageName, intent: say };

export function makeHeard() {
  const title = el("h2", { id: "heard-title" });
  const about = el("p", { class: "explain" });
  const list = el("ol", { class: "entries", "aria-live": "polite" });
  const empty = el("div", { class: "empty" });
  const node = el("article", { class: "panel heard", "aria-labelledby": "heard-title" }, title, about,
    el("div", { class: "scroll", tabindex: "0", "aria-labelledby": "heard-title" }, empty, list));
  return {
    node,
    speak: () => {
      title.textContent = say("heardTitle");
      about.textContent = say("heardAbout");
      empty.replaceChildren(example(), el("b", {}, say("heardEmpty")), el("p", {}, say("heardEmptyHint")));
      list.replaceChildren();
    },
    show: ({ heard }) => {
      empty.hidden = heard.length > 0;
      const open = new Set([...list.querySelectorAll("details[open]")].map((details) => details.closest("li").dataset.key));
      reconcile(list, heard, { key: (entry) => entry.id, build: (entry) => entryOf(entry, open.has(entry.id)) });
    },
  };
}

/** What an entry looks like, before there is one. */
function example() {
  return el("div", { class: "example", "aria-hidden": "true" },
    el("span", { class: "quoted" }, say("exampleSaid")),
    el("span", { class: "facts" },
      chip("person", say("fact_name"), "Ana Peña"), chip("search", say("fact_intent"), say("rent")), chip("money", say("fact_budget"), "USD 900")));
}

function entryOf(entry, isOpen) {
  const asks = say(`asks_${entry.asks}`);
  return el("li", { class: `entry ${entry.result}` },
    el("header", {}, mark(entry.channel), el("b", {}, entry.person), el("time", { datetime: entry.at }, clock(entry.at)),
      entry.webhook ? el("span", { class: "result" }, say(`result_${entry.result}`)) : null),
    deedOf(entry),
    entry.facts.length ? el("div", { class: "facts" }, entry.facts.map(factOf)) : null,
    entry.result === "missed" ? el("p", { class: "why" }, say("missedWhy", { asked: say(`asks_${entry.asked}`) })) : null,
    asks ? el("p", { class: "next" }, icon("next"), say("asksNow"), " ", el("b", {}, asks)) : null,
    entry.webhook ? webhookOf(entry.webhook, isOpen) : null);
}

function deedOf({ kind, said }) {
  const deed = say(`did_${kind}`);
  const words = kind.startsWith("contact_") ? readableNumber(said) : said;
  return el("p", { class: "deed" }, deed ? `${deed} ` : null, words ? el("span", { class: "quoted", dir: "auto" }, words) : null);
}

function factOf({ what, value }) {
  const [kind] = what.split(" ");
  const readable = READABLE[kind] ?? String;
  return chip(PICTURES[kind] ?? "note", say(`fact_${kind}`) ?? say("fact_answer"), value ? readable(value) : say("takenBack"));
}

function chip(picture, label, value) {
  return el("span", { class: "chip" }, icon(picture), el("span", { class: "label" }, label), value === "✓" ? null : el("b", { dir: "auto" }, value));
}

function webhookOf({ path, body }, isOpen) {
  return el("details", { open: isOpen }, el("summary", {}, icon("code"), say("webhook")),
    el("pre", { tabindex: "0" }, `POST ${path}\n\n${JSON.stringify(body, null, 2)}`));
}
