// Before the first message: the sign to scan, and a word that anything else works too.

import { el } from "./dom.js";
import { icon, signCode } from "./icons.js";
import { say } from "./words.js";

const OFFER = { venta: "SE VENDE", alquiler: "SE ALQUILA", ambos: "VENTA O ALQUILER", general: "INFORMACIÓN" };  // signs are in Spanish

/** The drawn sign as one big button, and the other way to begin. */
export function welcome({ agency, sign, about, otherwise, onScan }) {
  return el("div", { class: "welcome" },
    about,
    el("button", { type: "button", class: "scan", onclick: onScan },
      el("span", { class: "finder" }, poster(agency, sign), el("i", { class: "beam" })),
      el("span", { class: "pill" }, icon("scan"), say("scan")),
      el("span", { class: "hint" }, say("scanHint"))),
    el("p", { class: "otherwise" }, otherwise, icon("down")));
}

function poster(agency, sign) {
  return el("span", { class: "poster", lang: "es" },
    el("b", { class: "band" }, agency),
    el("b", { class: "offer" }, OFFER[sign.type]),
    el("span", { class: "title" }, sign.title),
    signCode(),
    el("span", { class: "code" }, sign.code));
}
