// What the server tells of events, made into what a map draws. An exact place is a spot; a place that stands for an area is a disc
// as wide as it is uncertain, drawn in kilometres; a country is no place on a map.

import type { Feature, FeatureCollection, Point, Polygon, Position } from "geojson";
import { FAMILIES, familyOf, tookPlace } from "./kinds";

/** Properties of an event or incident, as /api/v1/events.geojson writes them. */
export interface EventProperties {
  id: string;
  url: string;
  type: string;
  mode?: string | null;
  status: string;
  who?: string | null;
  whom?: string | null;
  place?: string | null;
  where_prec?: number | null;
  radius_km?: number | null;
  earliest?: string | null;
  latest?: string | null;
  reports?: number | null;
  origins?: number | null;
  grade?: string | null;
  sentence?: string | null;
  /** Of a cell: events in it, and how many of each type. */
  count?: number;
  types?: Record<string, number>;
}

/** The server's answer: a FeatureCollection that also says how much of what matched it holds. */
export interface Answer {
  type: "FeatureCollection";
  matched?: number;
  drawn?: number;
  aggregated?: boolean;
  features: Feature<Point | Polygon | null, EventProperties>[];
}

/** Events of one place, drawn as one thing. */
export interface Spot {
  lon: number;
  lat: number;
  /** Kilometres; 0 for an exact place. */
  radius: number;
  /** Events by family, in the order of FAMILIES. */
  counts: number[];
  /** Events told as having taken place. */
  happened: number;
  /** What each of them is; empty for a count of the server's. */
  events: EventProperties[];
}

/** Events in all, of a spot. */
export const total = (spot: Spot): number => spot.counts.reduce((sum, count) => sum + count, 0);

/** Events gathered by where they are drawn. What has no place is left out. */
export function gather(answer: Answer): Spot[] {
  const found = new Map<string, Spot>();
  for (const { geometry, properties } of answer.features) {
    if (geometry?.type !== "Point") continue;
    const [lon, lat] = geometry.coordinates as [number, number];
    const radius = properties.radius_km ?? 0;
    const key = `${lon} ${lat} ${radius}`;
    let spot = found.get(key);
    if (!spot) {
      spot = { lon, lat, radius, counts: FAMILIES.map(() => 0), happened: 0, events: [] };
      found.set(key, spot);
    }
    const types = properties.types ?? { [properties.type]: properties.count ?? 1 };
    for (const [type, count] of Object.entries(types)) spot.counts[familyOf(type)]! += count;
    if (properties.count !== undefined) {
      spot.happened += properties.count;
    } else {
      if (tookPlace(properties.status)) spot.happened += 1;
      spot.events.push(properties);
    }
  }
  return [...found.values()];
}

const EARTH_KM = 6371.0088;

/** The point so many kilometres from another, in a direction (degrees from north, clockwise), on a sphere. */
export function away(lon: number, lat: number, km: number, bearing: number): Position {
  const rad = Math.PI / 180;
  const [angle, turn, phi] = [km / EARTH_KM, bearing * rad, lat * rad];
  const sin = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(turn);
  const end = Math.asin(Math.min(1, Math.max(-1, sin)));
  const east = Math.atan2(Math.sin(turn) * Math.sin(angle) * Math.cos(phi), Math.cos(angle) - Math.sin(phi) * sin);
  return [lon + east / rad, end / rad];
}

/** A circle of so many kilometres as a ring of corners. */
export function disc(lon: number, lat: number, km: number, corners = 64): Polygon {
  const ring = Array.from({ length: corners }, (_, i) => away(lon, lat, km, (-360 * i) / corners));
  return { type: "Polygon", coordinates: [[...ring, ring[0]!]] };
}

function properties(spot: Spot, at: number): Record<string, number> {
  // A cell of the server's names no events: it is a count of what lies around, like a cluster of ours.
  const cell = spot.events.length ? 0 : 1;
  const all: Record<string, number> = { at, n: total(spot), happened: spot.happened, radius: spot.radius, cell };
  spot.counts.forEach((count, family) => {
    all[`f${family}`] = count;
  });
  return all;
}

/** Spots as GeoJSON: a point for each, the middle of an area for those that are one, and discs for areas. `at` is a spot's place in the list. */
export function drawn(spots: Spot[]): { points: FeatureCollection<Point>; discs: FeatureCollection<Polygon> } {
  const points = spots.map((spot, at): Feature<Point> => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [spot.lon, spot.lat] },
    properties: properties(spot, at),
  }));
  // Large areas lie below small ones, so that both can be pointed at.
  const discs = spots
    .flatMap((spot, at): Feature<Polygon>[] => (spot.radius > 0 ? [{ type: "Feature", geometry: disc(spot.lon, spot.lat, spot.radius), properties: properties(spot, at) }] : []))
    .sort((a, b) => b.properties!["radius"] - a.properties!["radius"]);
  return { points: { type: "FeatureCollection", features: points }, discs: { type: "FeatureCollection", features: discs } };
}
