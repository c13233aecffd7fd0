import { describe, expect, it } from "vitest";
import { away, disc, drawn, gather, total, type Answer } from "../src/features";
import { FAMILIES, familyOf } from "../src/kinds";

const event = (id: string, at: [number, number] | null, more: Record<string, unknown> = {}): Answer["features"][number] => ({
  type: "Feature",
  geometry: at && { type: "Point", coordinates: at },
  properties: { id, url: `/incidents/${id}`, type: "ASSAULT", status: "reported", ...more },
});

/** Great-circle distance in kilometres. */
function distance([a, b]: number[], [c, d]: number[]): number {
  const rad = Math.PI / 180;
  const h = Math.sin(((d! - b!) * rad) / 2) ** 2 + Math.cos(b! * rad) * Math.cos(d! * rad) * Math.sin(((c! - a!) * rad) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.sqrt(h));
}

describe("events on a map", () => {
  it("of one place and one precision are one spot; a country is no place", () => {
    const spots = gather({
      type: "FeatureCollection",
      features: [event("a", [36, 35]), event("b", [36, 35], { type: "AID" }), event("c", [36, 35], { radius_km: 60, where_prec: 4 }), event("d", null)],
    });
    expect(spots.map((spot) => [spot.radius, total(spot)])).toEqual([[0, 2], [60, 1]]);
    expect(spots[0]!.counts[familyOf("AID")]).toBe(1);
  });
  it("that did not take place are counted apart", () => {
    const spots = gather({ type: "FeatureCollection", features: [event("a", [1, 1], { status: "planned" }), event("b", [1, 1]), event("c", [1, 1], { status: "denied" })] });
    expect([spots[0]!.happened, total(spots[0]!)]).toEqual([1, 3]);
  });
  it("counted by the server keep their number and name nobody", () => {
    const spots = gather({ type: "FeatureCollection", aggregated: true, features: [event("", [1, 1], { count: 250, types: { ASSAULT: 200, AID: 50 } })] });
    expect([total(spots[0]!), spots[0]!.counts[familyOf("AID")], spots[0]!.events.length]).toEqual([250, 50, 0]);
  });
  it("of an area are a disc and a middle, and large areas lie below small ones", () => {
    const spots = gather({ type: "FeatureCollection", features: [event("a", [36, 35], { radius_km: 20 }), event("b", [36, 35], { radius_km: 90 }), event("c", [2, 2])] });
    const { points, discs } = drawn(spots);
    expect(points.features.length).toBe(3);
    expect(discs.features.map((feature) => feature.properties!["radius"])).toEqual([90, 20]);
  });
});

describe("discs", () => {
  it("are as wide in every direction as they say, far north too", () => {
    for (const [lon, lat, km] of [[36.6, 35.9, 60], [20, 69, 150], [179.9, -16, 40]] as const) {
      for (const corner of disc(lon, lat, km).coordinates[0]!) expect(distance([lon, lat], corner)).toBeCloseTo(km, 3);
    }
  });
  it("are closed", () => {
    const ring = disc(10, 10, 5).coordinates[0]!;
    expect(ring[0]).toEqual(ring[ring.length - 1]);
  });
  it("go north for a bearing of zero", () => {
    expect(away(10, 0, 111.195, 0)[1]).toBeCloseTo(1, 3);
    expect(away(10, 0, 111.195, 90)[0]).toBeCloseTo(11, 3);
  });
});

describe("families", () => {
  it("hold every PLOVER type once", () => {
    const types = FAMILIES.flatMap((family) => family.types);
    expect(types.length).toBe(16);
    expect(new Set(types).size).toBe(16);
    for (const type of types) expect(FAMILIES[familyOf(type)]!.types).toContain(type);
  });
});
