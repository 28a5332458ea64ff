import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen } from "../../infra/local/gateway.ts";
import { createKeyHandler } from "../../infra/local/keys/key-server.ts";
import { MasterKey } from "../../infra/local/keys/master-key.ts";
import { closeServer } from "../../infra/local/local-cloud.ts";
import { PermanentError, RetryableError } from "../../shared/runtime/errors.ts";
import { Kms } from "../../shared/storage/sealing/kms.ts";
import { Sealer } from "../../shared/storage/sealing/sealer.ts";

const master = MasterKey.random();
let asked: string[] = [];
const answer = createKeyHandler(master);
const keys = createServer((request, response) => {
  asked.push(String(request.headers["x-amz-target"]));
  void answer(request, response);
});

beforeAll(async () => {
  process.env["AWS_ENDPOINT_URL_KMS"] = `http://127.0.0.1:${await listen(keys, 0)}`;
  process.env["AWS_REGION"] = "eu-central-1";
  process.env["AWS_ACCESS_KEY_ID"] = "local";
  process.env["AWS_SECRET_ACCESS_KEY"] = "local";
  process.env["DATA_KEY_ID"] = "key-1";
});
afterAll(() => closeServer(keys));

const ann = { workspace: "w", connection: "c" };

/** A sealer that has seen nothing, as that of another worker. */
const sealer = () => new Sealer(new Kms());

describe("a sealed text", () => {
  it("opens for another worker, and shows nothing of itself at rest", async () => {
    const sealed = await sealer().seal("refresh-token", ann);
    const atRest = Buffer.from(sealed.box, "base64").toString("latin1");
    expect(atRest).not.toContain("refresh");
    expect(await sealer().open(sealed, ann)).toBe("refresh-token");
    const reordered = { connection: "c", workspace: "w" };
    expect(await sealer().open(sealed, reordered)).toBe("refresh-token");
  });

  it("is another one each time, under another data key", async () => {
    const [one, other] = [await sealer().seal("same", ann), await sealer().seal("same", ann)];
    expect(one.key).not.toBe(other.key);
    expect(one.box).not.toBe(other.box);
  });

  it.each([
    ["another workspace", { workspace: "v", connection: "c" }],
    ["another connection", { workspace: "w", connection: "d" }],
    ["nobody in particular", {}],
  ])("does not open for %s", async (_, context) => {
    const sealed = await sealer().seal("secret", ann);
    await expect(sealer().open(sealed, context)).rejects.toBeInstanceOf(PermanentError);
  });

  it("does not open once a byte of it was turned", async () => {
    const sealed = await sealer().seal("secret", ann);
    for (const member of ["key", "box"] as const) {
      const bytes = Buffer.from(sealed[member], "base64");
      for (const position of [0, 14, bytes.length - 1]) {
        const turned = Buffer.from(bytes);
        turned.writeUInt8(turned.readUInt8(position) ^ 1, position);
        const altered = { ...sealed, [member]: turned.toString("base64") };
        const opening = sealer().open(altered, ann);
        await expect(opening, `${member} ${position}`).rejects.toBeInstanceOf(PermanentError);
      }
    }
  });

  it("asks the key service once however often one worker opens it", async () => {
    const sealed = await sealer().seal("secret", ann);
    const worker = sealer();
    asked = [];
    await Promise.all(Array.from({ length: 20 }, () => worker.open(sealed, ann)));
    expect(asked).toEqual(["TrentService.Decrypt"]);
  });

  it("waits for a key service that does not answer, and opens once it does", async () => {
    const sealed = await sealer().seal("secret", ann);
    const worker = sealer();
    const here = process.env["AWS_ENDPOINT_URL_KMS"];
    process.env["AWS_ENDPOINT_URL_KMS"] = "http://127.0.0.1:9";
    await expect(worker.open(sealed, ann)).rejects.toBeInstanceOf(RetryableError);
    process.env["AWS_ENDPOINT_URL_KMS"] = here;
    expect(await sealer().open(sealed, ann)).toBe("secret");
  });

  it("does not open under another key", async () => {
    const sealed = await sealer().seal("secret", ann);
    process.env["DATA_KEY_ID"] = "key-2";
    await expect(sealer().open(sealed, ann)).rejects.toBeInstanceOf(PermanentError);
    process.env["DATA_KEY_ID"] = "key-1";
  });
});
