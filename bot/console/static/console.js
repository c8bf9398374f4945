// A region that keeps itself up to date (htmx) waits while somebody works in it, and while nobody looks at the page.
"use strict";

const live = () => document.getElementById("live");

function isInUse() {
  const region = live();
  const focused = document.activeElement;
  return document.hidden || !region || Boolean(region.querySelector("details[open]")) ||
    (region.contains(focused) && focused.matches("input, select, textarea"));
}

document.addEventListener("htmx:before:request", (event) => {
  if (event.target === live() && isInUse()) event.preventDefault();
});

// A button is pressed once, however often it is tapped; coming back by the browser's own way it works again.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && !event.target.matches("[method=get], [data-again]")) setTimeout(() => { button.disabled = true; });
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
