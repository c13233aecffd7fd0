// The agreement's page: its zones on the map.

import type { FeatureCollection } from "geojson";

/** Draws the zones if the page has a map and no filters. */
export async function startAgreement(): Promise<void> {
  const frame = document.querySelector<HTMLElement>("#map[data-features]");
  if (!frame || document.querySelector("form#filters")) return;
  const response = await fetch(frame.dataset["features"]!);
  if (!response.ok) return;
  const zones = (await response.json()) as FeatureCollection;
  if (!zones.features.some((feature) => feature.geometry)) {
    frame.classList.add("empty");
    return;
  }
  const { EventMap } = await import("./map");
  const map = new EventMap(frame, null, { moved: () => undefined }, null, zones);
  await map.idle();
  frame.dataset["ready"] = "true";
}
