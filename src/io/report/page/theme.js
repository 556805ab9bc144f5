/** Dark or light: as the system has it, unless the reader chose. */
import { byId } from "./dom.js";

const KEY = "momo-theme";
const CHOICES = ["auto", "light", "dark"];
const NAMES = { auto: "Auto", light: "Light", dark: "Dark" };
const systemIsDark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

function stored() {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto"; // a page from disk may have no storage
  }
}

function keep(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // it lasts as long as the page, then
  }
}

/** Installs the switch. @param {() => void} onChange Called after colours changed. */
export function installTheme(onChange) {
  let choice = CHOICES.includes(stored()) ? stored() : "auto";
  const button = byId("theme");
  const apply = () => {
    const isDark = choice === "dark" || (choice === "auto" && systemIsDark.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    button.textContent = NAMES[choice];
    button.setAttribute("aria-label", `Theme: ${NAMES[choice]}`);
    onChange();
  };
  const cycle = () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    keep(choice);
    apply();
  };
  button.addEventListener("click", cycle);
  systemIsDark.addEventListener("change", apply);
  apply();
  return cycle;
}
