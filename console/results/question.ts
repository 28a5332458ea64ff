import type { paths } from "../api/openapi.d.ts";

type Asked = NonNullable<paths["/api/v1/programs/{id}/results"]["get"]["parameters"]["query"]>;
export type Touch = NonNullable<Asked["touch"]>;

export interface Question {
  /** The smallest difference of two shares that matters, 0 to 1. */
  readonly detect: number;
  readonly touch: Touch | undefined;
}

export const touches: readonly Touch[] = [
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
];

export const touchWords: Readonly<Record<Touch, string>> = {
  utm_source: "Source (utm_source)",
  utm_medium: "Medium (utm_medium)",
  utm_campaign: "Campaign (utm_campaign)",
  utm_term: "Search term (utm_term)",
  utm_content: "Content (utm_content)",
};

const usual = 0.05;

export function askedOf(search: URLSearchParams): Question {
  const detect = Number(search.get("detect") ?? usual);
  return {
    detect: detect >= 0.001 && detect <= 0.5 ? detect : usual,
    touch: touches.find((each) => each === search.get("touch")),
  };
}
