// The overview: one selection, shared by form, map, timeline and table. The form holds it, the URL tells it; whoever changes it
// changes the form, and everything else follows. Without this script the form is sent and the server answers with the same page.

import { el, button } from "./dom";
import { FAMILIES } from "./kinds";
import type { Answer } from "./features";
import type { EventMap } from "./map";
import { Timeline, type Times } from "./timeline";
import { canonical, formatBox, grown, holds, parseBox, url, withFilters, type Box } from "./view";

/** What changes with the selection and comes from the server's page. */
const SWAPPED = ["#results", "#counts", "#alternates"];

class Overview {
  readonly #form: HTMLFormElement;
  readonly #map: HTMLElement | null = document.querySelector("#map");
  readonly #time: HTMLElement | null = document.querySelector("#timeline");
  #events: EventMap | null = null;
  #timeline: Timeline | null = null;
  /** What the features at hand were asked for; null for all the world. */
  #asked: Box | null = null;
  #whole = true;
  #follow: HTMLInputElement | null = null;
  #here: HTMLButtonElement | null = null;
  #note = el("p", { class: "map-note", "aria-live": "polite" });
  /** The newest question of each kind: answers to older ones are dropped. */
  #running: Record<string, AbortController> = {};

  constructor(form: HTMLFormElement) {
    this.#form = form;
  }

  async start(): Promise<void> {
    this.#readForm();
    if (this.#time) {
      this.#timeline = new Timeline(this.#time, {
        chose: (from, to) => this.#change({ from, to }, ["map", "page"]),
        looked: (from, to, by) => void this.#askTimes(from, to, by),
      });
    }
    addEventListener("popstate", () => {
      this.#fillForm(new URLSearchParams(location.search));
      this.#refresh(["map", "time", "page"]);
    });
    this.#ringRows();
    this.#turnPages();
    this.#fold();
    await Promise.all([this.#startMap(), this.#askTimes(null, null, "auto")]);
  }

  get #query(): URLSearchParams {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form)) if (typeof value === "string") found.append(name, value);
    return canonical(found);
  }

  #readForm(): void {
    const query = new URLSearchParams(location.search);
    if (!this.#form.elements.namedItem("bbox")) this.#form.append(el("input", { type: "hidden", name: "bbox", value: query.get("bbox") ?? "" }));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#changed(["map", "time", "page"]);
    });
    this.#form.addEventListener("change", () => this.#changed(["map", "time", "page"]));
    this.#form.addEventListener("reset", () => setTimeout(() => this.#changed(["map", "time", "page"])));
  }

  #fillForm(query: URLSearchParams): void {
    for (const field of this.#form.elements) {
      if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || !field.name) continue;
      const values = query.getAll(field.name);
      if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
        field.checked = values.includes(field.value) || (!values.length && field.defaultChecked && field.type === "radio");
      } else if (field instanceof HTMLSelectElement && field.multiple) {
        for (const option of field.options) option.selected = values.includes(option.value);
      } else {
        field.value = values[0] ?? (field instanceof HTMLSelectElement ? field.options[0]?.value ?? "" : "");
      }
    }
  }

  #change(filters: Record<string, string | null>, then: string[]): void {
    this.#fillForm(withFilters(this.#query, filters));
    this.#changed(then);
  }

  #changed(then: string[]): void {
    const next = url(location.pathname, this.#query);
    if (next !== location.pathname + location.search) history.pushState(null, "", next);
    this.#refresh(then);
  }

  #refresh(what: string[]): void {
    const query = this.#query;
    this.#timeline?.mark(query.get("from"), query.get("to"));
    if (what.includes("map")) void this.#askEvents(parseBox(query.get("bbox")));
    if (what.includes("time")) void this.#askTimes(null, null, "auto");
    if (what.includes("page")) void this.#askPage();
  }

  /** Asks the server and reads its answer; null where a newer question of the kind was asked meanwhile. */
  async #ask<T>(kind: string, address: string, read: (response: Response) => Promise<T>): Promise<T | null> {
    this.#running[kind]?.abort();
    const mine = new AbortController();
    this.#running[kind] = mine;
    try {
      const response = await fetch(address, { signal: mine.signal });
      if (!response.ok) throw new Error(`${response.status} for ${address}`);
      return await read(response);
    } catch (error) {
      if (mine.signal.aborted) return null;
      this.#note.textContent = "The server did not answer. Try again.";
      throw error;
    }
  }

  async #askPage(): Promise<void> {
    const text = await this.#ask("page", location.pathname + location.search, (response) => response.text());
    if (text === null) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const selector of SWAPPED) {
      const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
      if (old && fresh) old.replaceWith(document.adoptNode(fresh));
    }
  }

  /** Older and newer rows of the table come without a new page. */
  #turnPages(): void {
    document.addEventListener("click", (event) => {
      const link = (event.target as Element).closest?.<HTMLAnchorElement>("#results .pages a");
      if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, "", link.href);
      void this.#askPage().then(() => {
        const table = document.querySelector<HTMLElement>("#results .table");
        table?.focus({ preventScroll: true });
        document.querySelector("#results")?.scrollIntoView({ block: "start" });
      });
    });
  }

  /** On a small screen the form is folded away until it is asked for. */
  #fold(): void {
    const narrow = matchMedia("(max-width: 44rem)");
    const fold = button("Filters", () => open(this.#form.hidden === true), { class: "fold", "aria-controls": "filters" });
    const open = (shown: boolean) => {
      this.#form.hidden = !shown;
      fold.setAttribute("aria-expanded", String(shown));
    };
    const fit = () => {
      fold.hidden = !narrow.matches;
      open(!narrow.matches);
    };
    this.#form.before(fold);
    narrow.addEventListener("change", fit);
    fit();
  }

  async #askTimes(from: string | null, to: string | null, by: string): Promise<void> {
    const address = this.#time?.dataset["bins"];
    if (!this.#timeline || !address) return;
    const query = withFilters(this.#query, { from, to });
    query.set("by", by);
    const times = await this.#ask("time", url(address.split("?")[0]!, query), (response) => response.json() as Promise<Times>);
    if (!times) return;
    this.#timeline.show(times, from === null && to === null);
    const now = this.#query;
    this.#timeline.mark(now.get("from"), now.get("to"));
    this.#time!.dataset["ready"] = "true";
  }

  /** Asks for what lies in a box, or for all of it, at a zoom. */
  async #askFeatures(box: Box | null, zoom: number): Promise<Answer | null> {
    const query = withFilters(this.#query, { bbox: box && formatBox(box) });
    query.set("zoom", String(Math.round(zoom)));
    delete this.#map!.dataset["ready"];
    return this.#ask("map", url(this.#map!.dataset["features"]!.split("?")[0]!, query), (response) => response.json() as Promise<Answer>);
  }

  async #askEvents(box: Box | null): Promise<void> {
    if (!this.#events) return;
    const answer = await this.#askFeatures(box, this.#events.map.getZoom());
    if (!answer) return;
    this.#events.show(answer);
    this.#describe(answer, box);
    void this.#settle();
  }

  /** Says what an answer holds. */
  #describe(answer: Answer, box: Box | null): void {
    this.#asked = box;
    this.#whole = !answer.aggregated;
    const matched = answer.matched ?? answer.features.length;
    const unplaced = matched - (answer.drawn ?? matched);
    this.#note.textContent = `${matched.toLocaleString("en")} ${answer.aggregated ? "in all, counted by cell: zoom in for single ones" : "in all"}${unplaced ? `; ${unplaced.toLocaleString("en")} without a place closer than a country: in the list only` : ""}`;
  }

  /** Marks the map as ready when what it was given is drawn. */
  async #settle(): Promise<void> {
    await this.#events!.idle();
    this.#map!.dataset["ready"] = "true";
    performance.mark("map-ready");
  }

  async #startMap(): Promise<void> {
    if (!this.#map?.dataset["features"]) return;
    const box = parseBox(this.#query.get("bbox"));
    const [{ EventMap }, answer] = await Promise.all([import("./map"), this.#askFeatures(box, 2)]);
    if (!answer) return;
    this.#follow = el("input", { type: "checkbox", id: "follow" });
    this.#follow.checked = box !== null;
    this.#follow.addEventListener("change", () => {
      this.#change({ bbox: this.#follow!.checked ? formatBox(this.#events!.box()) : null }, ["time", "page"]);
      this.#offer(false);
    });
    this.#here = button("Search this area", () => this.#change({ bbox: formatBox(this.#events!.box()) }, ["time", "page", "map"]), { class: "here" });
    this.#here.hidden = true;
    // All around the map stands before the map is made: what it looks at depends on its size.
    this.#describe(answer, box);
    this.#map.append(el("div", { class: "map-bar" }, el("label", {}, this.#follow, "Search as I move"), this.#here,
      el("a", { href: "#results" }, "The same as a list"), this.#note));
    this.#map.after(legend());
    this.#events = new EventMap(this.#map, box, { moved: (seen) => this.#moved(seen) }, answer);
    void this.#settle();
  }

  #moved(seen: Box): void {
    if (this.#follow?.checked) {
      this.#change({ bbox: formatBox(seen) }, ["time", "page"]);
    } else {
      this.#offer(true);
    }
    // Counted cells become events as one comes closer, and what lies outside of what was asked for has to be asked for.
    if (!this.#whole || (this.#asked && !holds(this.#asked, seen))) void this.#askEvents(grown(seen, 0.25));
  }

  #offer(offered: boolean): void {
    if (this.#here) this.#here.hidden = !offered;
  }

  /** A row of the table that is pointed at or focused is ringed on the map. */
  #ringRows(): void {
    const ring = (event: Event) => {
      const row = (event.target as Element).closest?.("#results [data-id]");
      if (row) this.#events?.ring((row as HTMLElement).dataset["id"] ?? null);
    };
    document.addEventListener("mouseover", ring);
    document.addEventListener("focusin", ring);
  }
}

/** What colours and shapes mean, on the map and on the timeline. */
function legend(): HTMLElement {
  const key = (mark: string, text: string, letter = "") => el("li", {}, el("span", { class: `swatch ${mark}`, "aria-hidden": "true" }, letter), text);
  return el("ul", { class: "key", "aria-label": "Legend of map and timeline" },
    ...FAMILIES.map((family) => key(`family-${family.id}`, family.label, family.letter)),
    key("hollow", "only planned, denied, demanded…"),
    key("area", "an area, as wide as the place is uncertain"),
    key("dash", "disputed line"));
}

/** Starts the overview if this page is one. */
export async function startOverview(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>("form#filters");
  if (form && (document.querySelector("#timeline") || document.querySelector("#map"))) await new Overview(form).start();
}
