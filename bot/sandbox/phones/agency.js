// The agency's own page on what was said here: the real console, in a frame, signed in by the demo.

import { el } from "./dom.js";
import { currentLanguage, say } from "./words.js";

export function makeAgency() {
  const title = el("h2", { id: "agency-title" });
  const frame = el("iframe", { title: "" });
  const node = el("article", { class: "panel agency", "aria-labelledby": "agency-title" }, title, frame);
  const load = () => { frame.src = `agency?lang=${currentLanguage()}`; };
  return {
    node,
    /** Signs in when somebody looks for the first time. */
    open: () => { if (!frame.src) load(); },
    speak: () => {
      title.textContent = frame.title = say("agencyTitle");
      if (frame.src) load();
    },
    show: () => {},
  };
}
