import { describe, expect, it } from "vitest";
import { Activity } from "../../../infra/local/activity.ts";

function said(...lines: [string, object | string][]): string[] {
  const written: string[] = [];
  const activity = new Activity((line) => written.push(line));
  for (const [source, line] of lines) {
    activity.take(source, typeof line === "string" ? line : JSON.stringify(line));
  }
  activity.flush();
  return written;
}

describe("what the terminal says of the functions' logs", () => {
  it("joins a burst of changes to one line", () => {
    const change = { level: "info", message: "changes applied", segments: 12 };
    expect(
      said(
        [
          "Apply",
          { ...change, changes: 1, profiles: 1, touched: 2, entered: 1, exited: 0, ms: 9.2 },
        ],
        [
          "Apply",
          { ...change, changes: 9, profiles: 4, touched: 3, entered: 0, exited: 2, ms: 21 },
        ],
      ),
    ).toEqual([
      "10 changes to 5 profiles, 1.0 of 12 segments touched: 1 entered, 2 exited (21 ms)",
    ]);
  });

  it("tells segments apart and joins destinations", () => {
    const built = { message: "segment built", profiles: 3, ms: 40 };
    const pushed = { message: "memberships pushed", destination: "HubSpot", ms: 5 };
    expect(
      said(
        ["Build", { ...built, segment: "Gold" }],
        ["Build", { ...built, segment: "Silver", profiles: 1 }],
        ["Push", { ...pushed, added: 2, removed: 0 }],
        ["Push", { ...pushed, destination: "Webhook", added: 1, removed: 1 }],
      ),
    ).toEqual([
      'segment "Gold" built over 3 profiles (40 ms)',
      'segment "Silver" built over 1 profile (40 ms)',
      "pushed to 2 destinations: 3 added, 1 removed (5 ms)",
    ]);
  });

  it("says warnings with their reason, repeated ones once, and passes over the rest", () => {
    const warning = { level: "warn", message: "parked", reason: "no such portal" };
    expect(
      said(["Apply", warning], ["Apply", warning], ["Apply", { level: "info", message: "hm" }]),
    ).toEqual(["Apply: parked (no such portal) (2 times)"]);
  });

  it("passes on lines that are no JSON", () => {
    expect(said(["Apply", "Warning: something"])).toEqual(["Apply: Warning: something"]);
  });
});
