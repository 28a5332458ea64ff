import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validations } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Role } from "../../infra/local/access/grant.ts";
import { readSystem } from "../../infra/local/template.ts";
import { WorkspaceId } from "../../shared/contracts/workspace.ts";
import { synthesized } from "./synthesized.ts";

const dev = synthesized("dev");
const addresses = { gateway: "http://127.0.0.1:1", queues: "http://127.0.0.1:2" };

/** As the local system reads it, with the grants it enforces. */
function modelOf(template: object) {
  const folder = mkdtempSync(join(tmpdir(), "muster-template-"));
  try {
    writeFileSync(join(folder, "Muster.template.json"), JSON.stringify(template));
    return readSystem(folder, addresses);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const model = modelOf(dev.template.toJSON());
const roles = new Map(model.functions.map(({ name, grants }) => [name, new Role(grants)]));

const arnOf = (service: string, rest: string) =>
  `arn:aws:${service}:eu-central-1:000000000000:${rest}`;

function mayDo(functionName: string, action: string, resource: string, ...leadingKeys: string[]) {
  return roles.get(functionName)?.allows({ action, resource, leadingKeys }) ?? false;
}

describe("what Lambda does in a function's name is granted", () => {
  it("where it reads a queue for it", () => {
    expect(model.queueMappings.length).toBeGreaterThan(10);
    for (const { functionName, queueName } of model.queueMappings)
      for (const action of ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"])
        expect(mayDo(functionName, `sqs:${action}`, arnOf("sqs", queueName)), functionName).toBe(
          true,
        );
  });

  it("where it reads a stream for it, and sets records aside", () => {
    expect(model.streamMappings.length).toBe(1);
    for (const { functionName, tableName, failureBucket } of model.streamMappings) {
      const stream = arnOf("dynamodb", `table/${tableName}/stream/local`);
      for (const action of ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"])
        expect(mayDo(functionName, `dynamodb:${action}`, stream)).toBe(true);
      expect(mayDo(functionName, "s3:PutObject", `arn:aws:s3:::${failureBucket}/a/b`)).toBe(true);
      expect(mayDo(functionName, "s3:ListBucket", `arn:aws:s3:::${failureBucket}`)).toBe(true);
    }
  });

  it("where it opens settings that rest under a key, and writes log and traces", () => {
    for (const [name, properties] of dev.ofType("AWS::Lambda::Function")) {
      const key = arnOf("kms", "key/SecretsKey");
      expect(mayDo(name, "kms:Decrypt", key), name).toBe("KmsKeyArn" in properties);
      const log = `arn:aws:local:eu-central-1:000000000000:${name}Log`;
      expect(mayDo(name, "logs:PutLogEvents", log), name).toBe(true);
      expect(mayDo(name, "logs:CreateLogStream", log), name).toBe(true);
      expect(mayDo(name, "xray:PutTraceSegments", "any"), name).toBe(true);
    }
  });
});

describe("tokens and what else opens doors", () => {
  const registry = arnOf("dynamodb", "table/RegistryTable");
  const doors = ["token#1f", "oauth#1f", "w1#directories", "w1#answers"];

  it.each(doors)("%s is touched by nobody but who answers callers", (door) => {
    const actions = ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"];
    const able = [...roles.keys()].filter((name) =>
      actions.some((action) => mayDo(name, `dynamodb:${action}`, registry, door)),
    );
    expect(able).toEqual(["AnswerApi"]);
  });

  it.each(["token", "oauth"])("%s names no workspace, which would be closed with it", (id) => {
    expect(mayDo("ApplyChanges", "dynamodb:GetItem", registry, `${id}#connections`)).toBe(false);
    expect(WorkspaceId.safeParse(id).error?.issues).toMatchObject([
      { message: "No workspace can be called token or oauth: choose another id." },
    ]);
    expect(WorkspaceId.safeParse(`${id}s`).success).toBe(true);
  });

  it("and nothing else is closed to those who need it", () => {
    for (const name of ["ReceiveWebhook", "ApplyChanges", "KeepAccess"])
      expect(mayDo(name, "dynamodb:GetItem", registry, "w1#connections"), name).toBe(true);
  });
});

describe("profiles", () => {
  const profiles = arnOf("dynamodb", "table/ProfilesTable");
  /** A membership and its attributes change in one conditional write, and nothing is removed. */
  it.each(["GetItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "Scan"])(
    "are open to %s for nobody",
    (action) => {
      const able = [...roles.keys()].filter((name) => mayDo(name, `dynamodb:${action}`, profiles));
      expect(able).toEqual([]);
    },
  );
});

describe("the settings of functions", () => {
  const Variables = z.object({ Variables: z.record(z.string(), z.unknown()) });
  const parameters = z
    .record(z.string(), z.object({ NoEcho: z.boolean().optional() }))
    .parse(dev.template.toJSON()["Parameters"]);
  const Reference = z.strictObject({ Ref: z.string() });

  it("hold no secret as text: what is one is a parameter that is never shown, under a key", () => {
    const names = new Set<string>();
    for (const [id, properties] of dev.ofType("AWS::Lambda::Function")) {
      const { Variables: variables } = Variables.parse(properties["Environment"]);
      for (const [name, value] of Object.entries(variables)) {
        if (!/SECRET|PASSWORD|PRIVATE|CREDENTIAL|TOKEN$/.test(name)) continue;
        names.add(name);
        const { Ref } = Reference.parse(value);
        expect(parameters[Ref], `${id} ${name}`).toMatchObject({ NoEcho: true });
        expect(properties, id).toHaveProperty("KmsKeyArn");
      }
    }
    expect([...names].sort()).toEqual(
      expect.arrayContaining(["HUBSPOT_CLIENT_SECRET", "SALESFORCE_CLIENT_SECRET"]),
    );
  });

  it("hold as text nothing long enough to be a secret", () => {
    for (const [id, properties] of dev.ofType("AWS::Lambda::Function"))
      for (const [name, value] of Object.entries(
        Variables.parse(properties["Environment"]).Variables,
      )) {
        if (typeof value !== "string") continue;
        expect(value, `${id} ${name}`).toMatch(/^([\w-]{0,24}|https?:\/\/[\w./-]+)$/);
      }
  });
});

describe("findings of cdk-nag", () => {
  it("are acknowledged with a reason that is a sentence", () => {
    const acknowledged = dev.stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(acknowledged.length).toBeGreaterThan(20);
    for (const { data } of acknowledged)
      for (const reason of Object.values(z.record(z.string(), z.string()).parse(data)))
        expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});
