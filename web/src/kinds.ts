// PLOVER's sixteen types in seven families, each with a colour, a letter and a word. Sixteen colours cannot be told apart by
// everybody; seven can, and the letter says it again. The colours are those of Okabe and Ito, darkened for text and fine lines.

export interface Family {
  id: string;
  label: string;
  letter: string;
  types: string[];
}

export const FAMILIES: Family[] = [
  { id: "assault", label: "Assault", letter: "A", types: ["ASSAULT"] },
  { id: "coerce", label: "Coercion, sanctions", letter: "C", types: ["COERCE", "SANCTION"] },
  { id: "mobilize", label: "Threat, mobilisation", letter: "M", types: ["MOBILIZE", "THREATEN"] },
  { id: "protest", label: "Protest", letter: "P", types: ["PROTEST"] },
  { id: "against", label: "Words against", letter: "W", types: ["ACCUSE", "REJECT", "REQUEST"] },
  { id: "talk", label: "Talks, agreement, support", letter: "T", types: ["AGREE", "CONSULT", "SUPPORT"] },
  { id: "help", label: "Aid, release, withdrawal", letter: "H", types: ["AID", "CONCEDE", "COOPERATE", "RETREAT"] },
];

/** Place of a type's family in the list; the last for what is not known. */
export function familyOf(type: string): number {
  const found = FAMILIES.findIndex((family) => family.types.includes(type));
  return found < 0 ? FAMILIES.length - 1 : found;
}

/** Whether an event of this status is told as something that took place: it is drawn full, others hollow. */
export const tookPlace = (status: string): boolean => status === "" || status === "reported" || status === "probable" || status === "unknown";

const PRECISION: Record<number, string> = {
  1: "exact place",
  2: "within about 25 km",
  3: "district",
  4: "province",
  5: "region",
  6: "country",
  7: "sea or air",
};

/** What UCDP's where_prec says, in words. */
export const sayPrecision = (code: number): string => PRECISION[code] ?? "place not known";

/** "heavy-weapons" as people write it. */
export const plain = (code: string): string => code.replaceAll("-", " ").toLowerCase();
