/** Everything by keyboard. */
import { byId } from "./dom.js";

/** Whether keys are meant for a field. */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, select, textarea") &&
    target.type !== "range";
}

/**
 * Listens for the page's keys.
 *
 * @param {Record<string, (event: KeyboardEvent) => boolean | void>} actions By key; an action that returns `false` did not
 * take it.
 */
export function installKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target, key } = event;
    if (isTyping(target) && key !== "Escape" && !(key === "Enter" && target.id === "search")) {
      return;
    }
    // a button that has the focus is what Enter and space press
    if (key === "Enter" && target instanceof HTMLElement && target.closest("button, a")) return;
    if (byId("help").open && key !== "Escape" && key !== "?") return;
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (action && action(event) !== false) event.preventDefault();
  });
}
