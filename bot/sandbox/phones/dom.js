// Building elements by hand: small enough to need no library, and text never becomes markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Properties starting with «on» are listeners, null and false are left out, the rest are attributes. */
export function el(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** The same for a piece of a drawing. */
export function draw(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Shows `items` in `list`, in order, touching only what changed: a screen reader then speaks only what is new. */
export function reconcile(list, items, { key, build }) {
  const known = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let place = list.firstElementChild;
  for (const item of items) {
    const shape = JSON.stringify(item);
    let node = known.get(key(item));
    known.delete(key(item));
    if (!node || node.shape !== shape) {
      const fresh = build(item);
      fresh.dataset.key = key(item);
      fresh.shape = shape;
      if (node) {
        fresh.classList.add("redrawn");
        if (place === node) place = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
  for (const gone of known.values()) gone.remove();
}
