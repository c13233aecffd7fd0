// What is told of the events at a point of the map. Built from text nodes alone.

import { button, el, ownUrl } from "./dom";
import { parseDay, sayDays } from "./days";
import { FAMILIES, familyOf, plain, sayPrecision } from "./kinds";
import { total, type EventProperties, type Spot } from "./features";

const MOST = 8;

/** "2 reports, 1 origin". */
export function sayCounts(reports: number | null | undefined, origins: number | null | undefined): string {
  const part = (count: number | null | undefined, word: string) => (count === null || count === undefined ? null : `${count} ${word}${count === 1 ? "" : "s"}`);
  return [part(reports, "report"), part(origins, "origin")].filter(Boolean).join(", ");
}

/** The days an event can be of, in words. */
export function sayWhen(event: EventProperties): string {
  const [from, to] = [parseDay(event.earliest), parseDay(event.latest)];
  if (from === null && to === null) return "no day told";
  if (from === null) return `until ${sayDays(to!, to!)}`;
  if (to === null) return `from ${sayDays(from, from)}`;
  return from === to ? sayDays(from, to) : `some day of ${sayDays(from, to)}`;
}

function item(event: EventProperties): HTMLLIElement {
  const family = FAMILIES[familyOf(event.type)]!;
  const kind = `${event.type}${event.mode ? ` · ${plain(event.mode)}` : ""}`;
  const target = ownUrl(event.url);
  const head = target ? el("a", { href: target }, kind) : el("span", {}, kind);
  const parties = [event.who || "nobody named", event.whom].filter(Boolean).join(" → ");
  const notes = [sayCounts(event.reports, event.origins), event.grade ? plain(event.grade) : ""].filter(Boolean).join(" · ");
  return el("li", {},
    el("p", { class: "kind" }, el("span", { class: `swatch family-${family.id}`, "aria-hidden": "true" }, family.letter), head,
      el("span", { class: `status status-${event.status}` }, plain(event.status))),
    el("p", { class: "parties" }, parties),
    event.sentence ? el("blockquote", {}, event.sentence) : null,
    el("p", { class: "notes" }, `${sayWhen(event)}${notes ? ` · ${notes}` : ""}`));
}

/** The heading of a spot: its place, and how exactly it is known. */
export function sayPlace(spot: Spot): string {
  const first = spot.events[0];
  const place = first?.place || "this place";
  const precision = first?.where_prec ? sayPrecision(first.where_prec) : "";
  const width = spot.radius > 0 ? `an area, drawn about ${Math.round(spot.radius)} km around its middle` : "";
  const how = [precision, width].filter(Boolean).join("; ");
  return how ? `${place} (${how})` : place;
}

/** A panel about spots that lie under one point: the smallest area first. */
export function panel(spots: Spot[], close: () => void): HTMLElement {
  const made = el("div", { class: "popup", role: "dialog", "aria-label": "Events here", tabindex: "-1" });
  made.append(button("Close", close, { class: "close" }));
  let left = MOST;
  for (const spot of [...spots].sort((a, b) => a.radius - b.radius)) {
    made.append(el("h3", {}, sayPlace(spot)));
    const shown = spot.events.slice(0, Math.max(left, 1));
    left -= shown.length;
    if (shown.length) made.append(el("ul", {}, ...shown.map(item)));
    const more = total(spot) - shown.length;
    if (more > 0) made.append(el("p", { class: "more" }, `${shown.length ? "and " : ""}${more.toLocaleString("en")} more: see the list`));
  }
  made.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  return made;
}
