/** Building elements. All text goes in as text, never as markup. */

/**
 * An element with attributes and children.
 *
 * @param {string} tag Tag, with classes after dots: `div.card`.
 * @param {Record<string, unknown>} attributes `onX` are listeners; `false`, `null` and `undefined` leave an attribute out.
 * @param {...(Node | string | number | null)} children
 */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null) element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** The element with this id, which the page has. */
export function byId(id) {
  return document.getElementById(id);
}

/** The value of a CSS variable of the page, as the theme in force gives it. */
export function cssColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Sets the size of a canvas in CSS pixels and returns its context, scaled to them. */
export function sizeCanvas(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return context;
}

/** Calls `run` once in the next frame, however often it is asked for. */
export function oncePerFrame(run) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      run();
    });
  };
}

/** Shows the text of the element under the pointer that has `data-tip`, beside it. */
export function installTips() {
  const tip = byId("tip");
  const hide = () => tip.hidden = true;
  document.addEventListener("pointerover", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (target === null) return hide();
    tip.textContent = target.getAttribute("data-tip");
    tip.hidden = false;
    const box = target.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.min(
      Math.max(8, box.left + box.width / 2 - own.width / 2),
      innerWidth - own.width - 8,
    );
    const isAbove = box.top > own.height + 12;
    tip.style.left = `${left}px`;
    tip.style.top = `${isAbove ? box.top - own.height - 6 : box.bottom + 6}px`;
  });
  addEventListener("scroll", hide, true);
  addEventListener("keydown", hide, true);
}
