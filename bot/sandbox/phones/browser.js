// The phone's own browser, as far as a sign needs one: the service's real page in a frame, whose buttons open the apps.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { currentLanguage, say } from "./words.js";

const DOOR = /\/([wt])\?lang=([a-z]{2})$/;

/** Covers a phone's screen while it is open. `onEnter(door, language)`: a button of the page was tapped, «w» or «t». */
export function makeBrowser(screen, onEnter) {
  const address = el("span", { class: "address" });
  const shut = el("button", { type: "button", class: "shut" }, icon("close"));
  const frame = el("iframe", { sandbox: "allow-same-origin allow-popups" });
  const node = el("div", { class: "browser", role: "dialog", "aria-modal": "true", hidden: true },
    el("header", {}, shut, el("span", { class: "where" }, icon("lock"), address)), frame);
  screen.append(node);

  const close = () => {
    node.hidden = true;
    for (const part of screen.children) part.inert = false;
  };
  shut.addEventListener("click", close);
  node.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  frame.addEventListener("load", () => {
    for (const link of frame.contentDocument?.links ?? []) link.addEventListener("click", follow);
  });
  const follow = (event) => {
    const link = event.currentTarget;
    const [, door, language] = DOOR.exec(link.href) ?? [];
    if (door) {
      event.preventDefault();
      close();
      onEnter(door, language);
    } else if (link.protocol === "tel:") {
      event.preventDefault();
    } else if (link.pathname !== frame.contentWindow.location.pathname) {
      link.target = "_blank";  // the privacy page: the service serves it under its own address
    }
  };
  return {
    open: (where) => {
      address.textContent = where;
      frame.title = say("signPage");
      node.setAttribute("aria-label", say("signPage"));
      shut.setAttribute("aria-label", say("close"));
      frame.src = `sign?lang=${currentLanguage()}`;
      for (const part of screen.children) part.inert = part !== node;
      node.hidden = false;
      shut.focus();
    },
  };
}
