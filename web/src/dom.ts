// Elements are made here and nowhere from text: what a story or a server says becomes a text node, never markup.

type Child = Node | string | null | undefined | false;

/** An element with attributes and children. An attribute of null or false is left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number | boolean | null | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

/** A button with words on it, and what it does. */
export function button(label: string, action: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = el("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

/** An address of this server, or null: what a feature links to must not lead elsewhere or run. */
export function ownUrl(text: string | null | undefined): string | null {
  if (!text) return null;
  try {
    const found = new URL(text, location.origin);
    return found.origin === location.origin && /^https?:$/.test(found.protocol) ? found.pathname + found.search + found.hash : null;
  } catch {
    return null;
  }
}

/** A colour of the style sheet by the name of its property. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Whether the reader asked for less motion. */
export const still = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
