import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { synthesized } from "./synthesized.ts";

const dev = synthesized("dev");
const runbook = readFileSync(new URL("../../infra/RUNBOOK.md", import.meta.url), "utf8");
const headings = new Set([...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading));

describe("alarms", () => {
  const alarms = [...dev.ofType("AWS::CloudWatch::Alarm")];

  it("watch the stream's age, records set aside, the sweep and the API besides the queues", () => {
    const others = alarms.map(([id]) => id).filter((id) => !/(Parked|Waiting)$/.test(id));
    expect(others.sort()).toEqual([
      "AccessRenewalFailing",
      "ApiFailing",
      "DriftLost",
      "DueSweepStopped",
      "OutboxLate",
      "OutboxSetAside",
      "ProgramScheduleFailing",
      "SourceWatchFailing",
      "SweepScheduleFailing",
    ]);
    dev.template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "IteratorAge",
      Threshold: 3_600_000,
    });
  });

  it.each(alarms)(
    "%s says the loss, names its heading of the runbook, and reaches somebody",
    (...[, alarm]) => {
      const description = z.string().parse(alarm["AlarmDescription"]);
      const named = /^(?<loss>.{20,}\.) See infra\/RUNBOOK\.md, "(?<heading>.+)"\.$/.exec(
        description,
      );
      expect(headings).toContain(named?.groups?.["heading"]);
      expect(alarm["AlarmActions"]).toEqual([{ Ref: "AlarmTopic" }]);
    },
  );

  it("are all the runbook speaks of besides what to do without one", () => {
    const procedures = [
      "How one change is followed",
      "How parked messages go back",
      "How bus events are told again",
      "Restore a table",
    ];
    expect(headings.size).toBe(alarms.length + procedures.length);
    for (const procedure of procedures) expect(headings).toContain(procedure);
    const sections = runbook.split(/^## /m).slice(1 + procedures.length);
    expect(sections.length).toBe(alarms.length);
    for (const section of sections) {
      expect(section).toMatch(/\*\*What users lose:\*\*[^]+\*\*Look at:\*\*[^]+\*\*Do:\*\*/);
    }
  });
});
