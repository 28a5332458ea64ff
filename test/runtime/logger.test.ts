import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { log, saying } from "../../shared/runtime/logger.ts";

const Line = z.looseObject({ timestamp: z.iso.datetime(), level: z.string(), message: z.string() });

describe("a line of the log", () => {
  const written: string[] = [];
  const byTheConsole = vi.fn<(line: unknown) => void>();

  beforeEach(() => {
    vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
    vi.spyOn(console, "log").mockImplementation(byTheConsole);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    written.length = 0;
  });

  const lines = () => written.map((text) => Line.parse(JSON.parse(text)));

  it("is one JSON object with its fields at the top, where metric filters look for them", () => {
    log.info("destination swept", { repaired: 3, untold: 0 });
    expect(written).toEqual([expect.stringMatching(/^\{[^\n]+\}\n$/)]);
    expect(lines()).toMatchObject([
      { level: "info", message: "destination swept", repaired: 3, untold: 0 },
    ]);
  });

  it("goes around the console, which Lambda wraps in a record of its own", () => {
    log.warn("something");
    expect(byTheConsole).not.toHaveBeenCalled();
    expect(written).toHaveLength(1);
  });

  it("names the trace of the invocation as X-Ray does, and none where there is none", () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
    log.info("traced");
    vi.stubEnv("_X_AMZN_TRACE_ID", undefined);
    log.info("untraced");
    const [traced, untraced] = lines();
    expect(traced).toMatchObject({ traceId: "1-5759e988-bd862e3fe1be46a994272793" });
    expect(untraced).not.toHaveProperty("traceId");
  });

  it("says of an error its name and reason, beside what its logger always says", () => {
    saying(log, { requestId: "r1" }).error("publishing failed", new TypeError("no"), {
      records: 2,
    });
    expect(lines()).toMatchObject([
      { level: "error", requestId: "r1", records: 2, error: "TypeError: no" },
    ]);
  });
});
