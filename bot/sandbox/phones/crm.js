// The panel of what the CRM received, and the switch of how it answers.

import { el, reconcile } from "./dom.js";
import { icon, mark } from "./icons.js";
import { clock, readableNumber, say } from "./words.js";

const MODES = ["auto", "created", "registered", "invalid", "down", "slow"];

export function makeCrm(act) {
  const title = el("h2", { id: "crm-title" });
  const legend = el("legend", {});
  const explanation = el("p", { class: "explain", role: "status" });
  const choices = MODES.map((mode) => {
    const input = el("input", { type: "radio", name: "mode", value: mode, class: "unseen", onchange: () => act({ do: "switch", mode }) });
    const text = el("span", {});
    return { mode, input, text, node: el("label", { class: `mode ${mode}` }, input, el("i", {}), text) };
  });
  const list = el("ol", { class: "leads", "aria-live": "polite" });
  const empty = el("div", { class: "empty" });
  const node = el("article", { class: "panel crm", "aria-labelledby": "crm-title" }, title,
    el("fieldset", { class: "modes" }, legend, el("div", { class: "choices" }, choices.map((choice) => choice.node)), explanation),
    el("div", { class: "scroll", tabindex: "0", "aria-labelledby": "crm-title" }, empty, list));

  return {
    node,
    speak: () => {
      title.textContent = say("crmTitle");
      legend.textContent = say("crmAnswers");
      for (const { mode, text } of choices) text.textContent = say(`mode_${mode}`);
      empty.replaceChildren(ghost(), el("b", {}, say("empty")), el("p", {}, say("emptyHint")));
      list.replaceChildren();
    },
    show: ({ crm }) => {
      for (const { mode, input } of choices) input.checked = mode === crm.mode;
      explanation.textContent = say(`explain_${crm.mode}`);
      empty.hidden = crm.leads.length > 0;
      const open = new Set([...list.querySelectorAll("details[open]")].map((details) => details.closest("li").dataset.key));
      reconcile(list, crm.leads, { key: (lead) => lead.id, build: (lead) => cardOf(lead, open.has(lead.id)) });
    },
  };
}

/** The shape of a card that is not there yet. */
function ghost() {
  return el("div", { class: "ghost", "aria-hidden": "true" }, el("i"), el("i"), el("i"), el("i"));
}

function cardOf(lead, isOpen) {
  const last = lead.attempts.at(-1);
  const channel = ["whatsapp", "telegram"].includes(lead.channel) ? mark(lead.channel) : icon("tag");
  return el("li", { class: `lead ${gradeOf(last)}` },
    el("header", {},
      channel,
      el("div", {}, el("h3", {}, lead.name || "–"),
        el("p", {}, [clock(lead.at), { whatsapp: "WhatsApp", telegram: "Telegram" }[lead.channel], lead.via && say("via", lead)].filter(Boolean).join(" · "))),
      answerOf(last)),
    el("dl", {}, factsOf(lead)),
    lead.attempts.length > 1 ? triesOf(lead.attempts) : null,
    gradeOf(last) === "bad" ? el("p", { class: "retry" }, icon("again"), say("retry")) : null,
    el("details", { open: isOpen }, el("summary", {}, icon("code"), say("json")),
      el("pre", { tabindex: "0" }, JSON.stringify(lead.body, null, 2))));
}

function factsOf(lead) {
  const place = lead.property && [lead.property.title, lead.property.uid].filter(Boolean).join(" · ");
  const money = lead.budget && `${lead.budget.currency} ${Number(lead.budget.amount).toLocaleString("en-US")}`.trim();
  return [
    fact("phone", "phone", readableNumber(lead.phone)),
    fact("mail", "email", lead.email),
    fact("search", "looking", lead.looking_for && say(lead.looking_for)),
    fact("money", "budget", money),
    fact("home", "property", place),
    lead.notes.length ? el("div", { class: "fact of-notes" }, el("dt", {}, icon("note"), say("notes")),
      el("dd", {}, lead.notes.map((line) => el("p", {}, line)))) : null,
  ];
}

function fact(picture, label, value) {
  return value ? el("div", { class: `fact of-${label}` }, el("dt", {}, icon(picture), say(label)), el("dd", {}, value)) : null;
}

function answerOf({ status, said }) {
  if (status === null && !said) return el("span", { class: "answer" }, el("i", { class: "spinner" }), say("waiting"));
  return el("span", { class: "answer" }, status === null ? null : el("b", {}, String(status)), meaningOf(status, said));
}

function meaningOf(status, said) {
  if (status === null) return say("no_answer");
  return say(`answer_${status}`) ?? (status >= 500 ? say("answer_5") : said);
}

function triesOf(attempts) {
  return el("p", { class: "tries" }, `${say("tries", { n: attempts.length })}: `,
    attempts.map((attempt) => el("span", { class: `try ${gradeOf(attempt)}`, title: clock(attempt.at) }, String(attempt.status ?? "…"))));
}

function gradeOf({ status }) {
  if (status === null) return "open";
  if (status === 201) return "new";
  if (status === 200) return "known";
  return status < 500 && status !== 401 && status !== 429 ? "wrong" : "bad";
}
