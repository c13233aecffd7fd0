// Light or dark: as the system has it, until the reader says otherwise; then that is kept in the browser.

import { button } from "./dom";

const KEY = "dateline-theme";
type Theme = "light" | "dark";

function kept(): Theme | null {
  try {
    const found = localStorage.getItem(KEY);
    return found === "light" || found === "dark" ? found : null;
  } catch {
    return null;
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");

/** The theme that is seen. */
export const theme = (): Theme => kept() ?? (dark.matches ? "dark" : "light");

const listeners: (() => void)[] = [];

/** Calls back whenever the theme changes: canvases read their colours anew. */
export function onTheme(listener: () => void): void {
  listeners.push(listener);
}

function show(): void {
  const choice = kept();
  if (choice) document.documentElement.dataset["theme"] = choice;
  else delete document.documentElement.dataset["theme"];
  for (const listener of listeners) listener();
}

/** Applies the kept theme and puts the switch at the end of the page's navigation. */
export function startTheme(): void {
  show();
  dark.addEventListener("change", show);
  const home = document.querySelector("header");
  if (!home) return;
  const name = () => (theme() === "dark" ? "Light" : "Dark");
  const made = button(name(), () => {
    try {
      localStorage.setItem(KEY, theme() === "dark" ? "light" : "dark");
    } catch {
      // No storage: the page stays as the system has it.
    }
    show();
  }, { id: "theme", "aria-label": "Switch between light and dark" });
  onTheme(() => {
    made.textContent = name();
  });
  home.append(made);
}
