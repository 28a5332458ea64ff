import { afterAll, describe, expect, it } from "vitest";
import { readSystem } from "../../../infra/local/template.ts";
import { writeAssembly } from "./runner-fixture/small-system.ts";
import { resources, template } from "./runner-fixture/template.ts";

const addresses = { gateway: "http://127.0.0.1:4400", queues: "http://127.0.0.1:9324" };
const cleanUps: (() => void)[] = [];
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});

function read(content: object, parameters: Record<string, string> = {}) {
  const folders = writeAssembly(content);
  cleanUps.push(folders.remove);
  return readSystem(folders.templateFolder, addresses, parameters);
}

const withResource = (id: string, resource: object): object => ({
  ...template,
  Resources: { ...resources, [id]: resource },
});

describe("what the runner reads from a template", () => {
  it("gives functions their local queues, tables, buses and addresses", () => {
    const apply = read(template).functions.find(({ name }) => name === "Apply");
    expect(apply?.timeoutMs).toBe(20_000);
    expect(apply?.environment).toEqual({
      PROFILES_TABLE: "Profiles",
      CHANGES_QUEUE_URL: "http://127.0.0.1:9324/000000000000/Changes",
      DUE_QUEUE_URL: "http://127.0.0.1:9324/000000000000/Due",
      BUS_NAME: "memberships",
      PUBLIC_URL: "http://127.0.0.1:4400",
      ADDRESS: "eu-central-1/Changes",
      CRM_URL: "https://api.example.test",
    });
  });

  it("lets the runner give a parameter", () => {
    const system = read(template, { CrmUrl: "http://127.0.0.1:1" });
    expect(system.functions[0]?.environment["CRM_URL"]).toBe("http://127.0.0.1:1");
  });

  it("keeps what a mapping says of a stream", () => {
    expect(read(template).streamMappings).toEqual([
      {
        functionName: "Publish",
        tableName: "Profiles",
        batchSize: 100,
        windowMs: 0,
        filters: [],
        reportsItemFailures: true,
        startsAt: "TRIM_HORIZON",
        tumblingWindowMs: 30_000,
        bisects: true,
        maxRetries: 1,
        maxAgeMs: 3_600_000,
        failureBucket: "Failed",
      },
    ]);
  });

  it("finds dead-letter queues, routes, rules and schedules", () => {
    const system = read(template);
    expect(system.queues.find(({ name }) => name === "Changes")).toMatchObject({
      deadLetterQueue: "ChangesDead",
      maxReceiveCount: 2,
    });
    expect(system.routes).toEqual([
      { method: "POST", path: "/hooks/{proxy+}", functionName: "Receive" },
    ]);
    expect(system.rules).toMatchObject([
      {
        busName: "memberships",
        targets: [{ queueName: "Pushes", messageGroupPath: "$.detail.workspaceId" }],
      },
    ]);
    expect(system.schedules).toMatchObject([
      { periodMs: 60_000, functionName: "Sweep" },
      { periodMs: 86_400_000, functionName: "Sweep", input: '{"daily":true}' },
    ]);
  });

  it("leaves out what a condition excludes", () => {
    const extra = { ...resources.Due, Condition: "IsProd" };
    const content = {
      ...template,
      Conditions: { IsProd: { "Fn::Equals": [{ Ref: "AWS::Region" }, "mars-1"] } },
      Resources: { ...resources, Extra: extra },
    };
    expect(read(content).queues.map(({ name }) => name)).not.toContain("Extra");
  });
});

describe("what the runner refuses", () => {
  it.each(["AWS::StepFunctions::StateMachine", "AWS::Kinesis::Stream", "AWS::SNS::Subscription"])(
    "a resource it cannot run is named: %s",
    (Type) => {
      const content = withResource("Extra", { Type, Properties: {} });
      expect(() => read(content)).toThrow(`Extra (${Type})`);
    },
  );

  it("a topic passes that only rings alarms", () => {
    const content = withResource("Ring", { Type: "AWS::SNS::Topic", Properties: {} });
    expect(() => read(content)).not.toThrow();
  });

  it("a rule that would reshape the event", () => {
    const { Transitions } = resources;
    const [target] = Transitions.Properties.Targets;
    const content = withResource("Transitions", {
      ...Transitions,
      Properties: { ...Transitions.Properties, Targets: [{ ...target, InputPath: "$.detail" }] },
    });
    expect(() => read(content)).toThrow("The rule Transitions must deliver the whole event");
  });
});
