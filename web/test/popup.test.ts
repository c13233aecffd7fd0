import { describe, expect, it } from "vitest";
import type { EventProperties, Spot } from "../src/features";
import { sayCounts, sayPlace, sayWhen } from "../src/popup";

const event = (more: Partial<EventProperties>): EventProperties => ({ id: "1", url: "/events/1/0", type: "ASSAULT", status: "reported", ...more });

describe("what is told of a place", () => {
  it("days are said as exactly as they are known, and no more", () => {
    expect(sayWhen(event({ earliest: "2024-03-05", latest: "2024-03-05" }))).toBe("5 Mar 2024");
    expect(sayWhen(event({ earliest: "2024-03-01", latest: "2024-03-31" }))).toBe("some day of 1–31 Mar 2024");
    expect(sayWhen(event({ earliest: null, latest: "2024-03-31" }))).toBe("until 31 Mar 2024");
    expect(sayWhen(event({ earliest: "2024-03-01" }))).toBe("from 1 Mar 2024");
    expect(sayWhen(event({}))).toBe("no day told");
  });
  it("reports and origins are counted apart", () => {
    expect(sayCounts(6, 1)).toBe("6 reports, 1 origin");
    expect(sayCounts(1, 0)).toBe("1 report, 0 origins");
    expect(sayCounts(2, null)).toBe("2 reports");
  });
  it("an area is said to be one", () => {
    const spot: Spot = { lon: 0, lat: 0, radius: 200, counts: [], happened: 1, events: [event({ place: "Idlib", where_prec: 4 })] };
    expect(sayPlace(spot)).toBe("Idlib (province; an area, drawn about 200 km around its middle)");
    expect(sayPlace({ ...spot, radius: 0, events: [event({ place: "Djibo", where_prec: 1 })] })).toBe("Djibo (exact place)");
    expect(sayPlace({ ...spot, radius: 0, events: [event({})] })).toBe("this place");
  });
});
