// Every picture of the page, drawn here: nothing is fetched from anywhere.

import { draw } from "./dom.js";

const LINE = { fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round" };
const FULL = { fill: "currentColor" };

const ICONS = {
  back: [LINE, "M15 5l-7 7 7 7"],
  more: [FULL, "M12 3.5a2 2 0 110 4 2 2 0 010-4zm0 6.5a2 2 0 110 4 2 2 0 010-4zm0 6.5a2 2 0 110 4 2 2 0 010-4z"],
  send: [FULL, "M3.4 20.4l17.9-7.7a.8.8 0 000-1.4L3.4 3.6a.7.7 0 00-1 .8L4.6 11l9.4 1-9.4 1-2.2 6.6a.7.7 0 001 .8z"],
  mic: [LINE, "M12 4a2.6 2.6 0 00-2.6 2.6v5a2.6 2.6 0 005.2 0v-5A2.6 2.6 0 0012 4zM6 11.5a6 6 0 0012 0M12 17.5V21"],
  clip: [LINE, "M20 11.5l-8.2 8.2a5 5 0 01-7.1-7.1l8.6-8.6a3.4 3.4 0 014.8 4.8l-8.3 8.3a1.7 1.7 0 01-2.4-2.4l7.4-7.4"],
  photo: [LINE, "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.2h.01"],
  place: [LINE, "M12 21s7-6.2 7-11.5a7 7 0 00-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z"],
  person: [LINE, "M12 11.5a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"],
  persons: [LINE, "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 19.5c.6-3.5 3-5.3 6.5-5.3s5.9 1.8 6.5 5.3M16 4.5a3.3 3.3 0 010 6.2M18 14.6c2 .7 3.2 2.3 3.6 4.6"],
  phone: [LINE, "M6 3.5h3l1.6 4.2-2 1.6a11 11 0 006 6l1.7-2 4.2 1.6v3a2 2 0 01-2.2 2A16.5 16.5 0 014 5.7 2 2 0 016 3.5z"],
  mail: [LINE, "M3.5 5.5h17v13h-17zM4 6.5l8 6.5 8-6.5"],
  search: [LINE, "M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM15.5 15.5L20.5 20.5"],
  home: [LINE, "M3.5 11L12 4l8.5 7M6 9.5V20h12V9.5M10 20v-5.5h4V20"],
  money: [LINE, "M3 6.5h18v11H3zM12 14.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM6 12h.01M18 12h.01"],
  note: [LINE, "M5 3.5h14v17H5zM8.5 8h7M8.5 12h7M8.5 16h4"],
  tag: [LINE, "M3.5 12.5v-9h9l8 8-9 9zM8 8h.01"],
  again: [LINE, "M4.5 12a7.5 7.5 0 107.5-7.5c-2.6 0-4.7 1.2-6.5 3M5 3.5v4.2h4.2"],
  scan: [LINE, "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8h3v3H8zM13.5 8H16v3h-2.5zM8 13.5h3V16H8zM13.5 13.5H16V16h-2.5z"],
  pencil: [LINE, "M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"],
  reply: [LINE, "M9.5 5.5L4 11l5.5 5.5M4.5 11H14a6 6 0 016 6v1.5"],
  rows: [LINE, "M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01"],
  check: [LINE, "M4.5 12.5l5 5L19.5 7"],
  close: [LINE, "M6 6l12 12M18 6L6 18"],
  play: [FULL, "M7 4.5v15l12.5-7.5z"],
  block: [LINE, "M12 20.5a8.5 8.5 0 100-17 8.5 8.5 0 000 17zM6 6l12 12"],
  code: [LINE, "M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5"],
  inbox: [LINE, "M3.5 13l3-8.5h11l3 8.5v6.5h-17zM3.5 13h5l1.5 3h4l1.5-3h5"],
  down: [LINE, "M12 4.5v14M6 13l6 6 6-6"],
  next: [LINE, "M4.5 5v6a3 3 0 003 3H19M14.5 9.5L19 14l-4.5 4.5"],
  globe: [LINE, "M12 20.5a8.5 8.5 0 100-17 8.5 8.5 0 000 17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"],
  lock: [LINE, "M6.5 11h11v8.5h-11zM8.8 11V8.2a3.2 3.2 0 016.4 0V11"],
  clock: [LINE, "M12 20.5a8.5 8.5 0 100-17 8.5 8.5 0 000 17zM12 7.5V12l3 2"],
  light: [LINE, "M12 16.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"],
  dark: [LINE, "M20 14.2A8.2 8.2 0 019.8 4 8.2 8.2 0 1020 14.2z"],
  keyboard: [LINE, "M3 6.5h18v11H3zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17 10.5h.01M8 14h8"],
};

/** A picture for the eye only; the words beside it, or the button's label, say the same. */
export function icon(name) {
  const [style, path] = ICONS[name];
  return draw("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", ...style }, draw("path", { d: path }));
}

/** WhatsApp's and Telegram's marks, simply drawn. */
export function mark(channel) {
  const paths = {
    whatsapp: ["M12 3a9 9 0 00-7.7 13.6L3 21l4.5-1.2A9 9 0 1012 3z", "M8.7 7.7c-1 .8-1 2.3.6 4.7 1.6 2.3 4 3.9 5.7 3.7 1-.1 1.7-.9 1.7-1.8l-2.3-1.2-1 1c-1.1-.3-2.8-1.9-3.3-3.2l.9-1-1-2.3z"],
    telegram: ["M12 3a9 9 0 100 18 9 9 0 000-18z", "M6.5 11.8l10.8-4.2-1.8 9-3.3-2.4-1.7 1.7-.4-3 5-4.3-6.3 4z"],
  }[channel];
  const [body, sign] = paths;
  return draw("svg", { viewBox: "0 0 24 24", class: `mark mark-${channel}`, "aria-hidden": "true" },
    draw("path", { d: body, class: "mark-body" }), draw("path", { d: sign, class: "mark-sign" }));
}

/** One tick: sent. Two: delivered; the style colours them once read. */
export function ticks(state) {
  const path = state === "sent" ? "M2 6.5l3.5 3.5L12 3" : "M1 6.5l3.5 3.5L11 3M8 9l1.2 1L16 3";
  return draw("svg", { viewBox: "0 0 17 13", class: `ticks ${state}`, "aria-hidden": "true", ...LINE, "stroke-width": "1.5" },
    draw("path", { d: path }));
}

/** Signal, wireless and battery, as every phone shows them. */
export function statusIcons() {
  return draw("svg", { viewBox: "0 0 66 14", class: "status-icons", "aria-hidden": "true", ...FULL },
    draw("path", { d: "M0 9.5h3V13H0zM4.6 7h3v6h-3zM9.2 4.5h3V13h-3zM13.8 2h3v11h-3z" }),
    draw("path", { d: "M29 3c2.7 0 5.2 1 7 2.8l-1.6 1.7A7.7 7.7 0 0029 5.3c-2 0-4 .8-5.4 2.2L22 5.8A10 10 0 0129 3zm0 4.3c1.5 0 2.9.6 4 1.6l-4 4.1-4-4.1c1.1-1 2.5-1.6 4-1.6z" }),
    draw("path", { d: "M44.5 2h15A2.5 2.5 0 0162 4.5v6a2.5 2.5 0 01-2.5 2.5h-15a2.5 2.5 0 01-2.5-2.5v-6A2.5 2.5 0 0144.5 2zm0 1.2c-.7 0-1.3.6-1.3 1.3v6c0 .7.6 1.3 1.3 1.3h15c.7 0 1.3-.6 1.3-1.3v-6c0-.7-.6-1.3-1.3-1.3zM44.6 4.6h12v5.8h-12zM63.2 5.5c1 .2 1.6 1 1.6 2s-.6 1.8-1.6 2z" }));
}

/** A voice note's shape: always the same, as there is nothing to hear. */
export function waveform() {
  const heights = [3, 6, 10, 7, 12, 16, 9, 5, 8, 14, 18, 11, 6, 9, 15, 12, 7, 4, 8, 12, 6, 10, 5, 3];
  return draw("svg", { viewBox: "0 0 96 20", class: "waveform", "aria-hidden": "true", ...LINE },
    heights.map((height, at) => draw("path", { d: `M${at * 4 + 2} ${10 - height / 2}v${height}` })));
}

/** The photo that the attachment menu sends. */
export function housePhoto() {
  const parts = [
    ["M0 0h240v150H0z", "sky"], ["M190 22a14 14 0 110 28 14 14 0 010-28z", "sun"], ["M0 112h240v38H0z", "grass"],
    ["M52 62h112v62H52z", "facade"], ["M40 66l68-38 68 38z", "roof"], ["M96 88h24v36H96z", "door"],
    ["M62 78h22v20H62zM132 78h22v20h-22z", "window"],
    ["M204 124c-2-24-2-38 2-56 2 18 2 34 2 56z", "trunk"],
    ["M206 68c-16-10-26-4-30 6 10-6 20-6 30-2 8-8 18-8 26 0-4-12-16-16-26-4-2-10-10-14-18-12 8 2 14 6 18 12z", "leaf"],
  ];
  return draw("svg", { viewBox: "0 0 240 150", class: "house", "aria-hidden": "true" },
    parts.map(([d, part]) => draw("path", { d, class: part })));
}

/** The map that a shared location shows. */
export function mapPicture() {
  return draw("svg", { viewBox: "0 0 240 130", class: "map", "aria-hidden": "true" },
    draw("path", { d: "M0 0h240v130H0z", class: "land" }),
    draw("path", { d: "M0 96c60-18 120 10 240-14v48H0z", class: "sea" }),
    draw("path", { d: "M14 12h58v30H14zM88 10h40v34H88z", class: "park" }),
    draw("path", { d: "M0 52h240M80 0v96M150 0v88M150 24h90", class: "road" }),
    draw("path", { d: "M120 78s20-20 20-36a20 20 0 10-40 0c0 16 20 36 20 36z", class: "pin" }),
    draw("path", { d: "M120 50a8 8 0 100-16 8 8 0 000 16z", class: "hole" }));
}

/** The code of the sign K7M-4PF, as printed; its link is a made-up address, so a real camera goes nowhere with it. */
export function signCode() {
  return draw("svg", { viewBox: "-2 -2 29 29", class: "qr", "aria-hidden": "true" },
    draw("path", { stroke: "currentColor", d: "M0 0.5h7m2 0h1m1 0h2m2 0h1m2 0h7m-25 1h1m5 0h1m1 0h1m3 0h1m2 0h2m1 0h1m5 0h1m-25 1h1m1 0h3m1 0h1m1 0h1m1 0h1m2 0h1m1 0h1m2 0h1m1 0h3m1 0h1m-25 1h1m1 0h3m1 0h1m1 0h1m2 0h2m1 0h2m2 0h1m1 0h3m1 0h1m-25 1h1m1 0h3m1 0h1m2 0h2m1 0h2m4 0h1m1 0h3m1 0h1m-25 1h1m5 0h1m3 0h2m1 0h3m2 0h1m5 0h1m-25 1h7m1 0h1m1 0h1m1 0h1m1 0h1m1 0h1m1 0h7m-17 1h1m1 0h1m1 0h1m1 0h1m1 0h1m-17 1h1m5 0h1m1 0h1m2 0h1m2 0h5m2 0h3m-24 1h4m1 0h1m2 0h1m2 0h1m1 0h2m1 0h2m1 0h4m-22 1h2m1 0h1m1 0h4m2 0h2m1 0h1m3 0h2m2 0h2m-25 1h1m6 0h1m2 0h2m1 0h1m4 0h2m1 0h1m-21 1h2m1 0h1m1 0h2m1 0h2m1 0h3m1 0h1m2 0h5m-24 1h5m2 0h2m1 0h1m4 0h1m3 0h3m-22 1h1m5 0h1m2 0h1m1 0h2m1 0h1m2 0h3m1 0h2m-23 1h1m1 0h2m3 0h1m3 0h1m1 0h1m1 0h3m1 0h1m2 0h3m-25 1h1m1 0h2m1 0h4m2 0h2m1 0h1m1 0h5m1 0h1m1 0h1m-17 1h1m3 0h1m3 0h1m3 0h4m-24 1h7m2 0h5m2 0h1m1 0h1m1 0h1m1 0h3m-25 1h1m5 0h1m2 0h1m2 0h5m3 0h3m-23 1h1m1 0h3m1 0h1m2 0h1m1 0h3m1 0h6m3 0h1m-25 1h1m1 0h3m1 0h1m2 0h3m1 0h1m4 0h1m2 0h4m-25 1h1m1 0h3m1 0h1m4 0h4m2 0h5m2 0h1m-25 1h1m5 0h1m5 0h1m2 0h1m1 0h1m1 0h1m2 0h1m-23 1h7m1 0h2m2 0h1m1 0h1m3 0h1m2 0h1m1 0h2" }));
}
