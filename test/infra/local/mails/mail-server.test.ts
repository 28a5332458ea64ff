import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { EventEntry } from "../../../../infra/local/bus/event-entry.ts";
import { MailBox } from "../../../../infra/local/mails/mail-box.ts";
import { createMailHandler } from "../../../../infra/local/mails/mail-server.ts";
import { type Mail, MailInDoubt, openMailer } from "../../../../shared/messaging/mailer.ts";
import {
  PermanentError,
  RateLimitedError,
  RetryableError,
  SetupError,
} from "../../../../shared/runtime/errors.ts";
import { scratchFolder } from "../../../scratch-folder.ts";

const mail: Mail = {
  to: "ann@acme.test",
  replyTo: "priya@muster.test",
  subject: "Schöne Grüße",
  text: "Hello\nAnn",
  unsubscribe: "https://muster.test/api/v1/unsubscribe/t-1",
  token: "t-1",
};

const environment = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  MAIL_FROM: "Muster <muster@local.test>",
  MAIL_CONFIGURATION_SET: "mails",
};
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
  Object.assign(process.env, environment);
});
afterEach(() => {
  process.env = before;
});

/** What answers in place of SES, as the SDK's own client sees it. */
async function answering(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.env["AWS_ENDPOINT_URL_SESV2"] = `http://127.0.0.1:${port}`;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port whose queue of connections is full, and nobody takes them up. */
async function unaccepting() {
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
    const server = require("node:net").createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`,
    { eval: true },
  );
  const [port] = z.tuple([z.number()]).parse(await once(worker, "message"));
  const waiting = [1, 2, 3, 4].map(() => connect(port, "127.0.0.1").on("error", () => {}));
  await once(waiting[0] ?? worker, "connect");
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}

function refusing(status: number, type: string, message = "") {
  let asked = 0;
  const listener: RequestListener = (_, response) => {
    asked += 1;
    response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
    response.end(JSON.stringify({ message }));
  };
  return { listener, asked: () => asked };
}

describe("the local post", () => {
  it("takes what SES's own client sends, and shows it as its recipient sees it", async () => {
    const path = join(scratchFolder("mails"), "mails.sqlite");
    const box = new MailBox(path);
    const events: EventEntry[] = [];
    const handler = createMailHandler(box, (event) => events.push(event));
    await using _ = await answering((request, response) => void handler(request, response));
    await openMailer().send(mail);
    expect(box.shown()).toMatchObject([
      {
        from: "Muster <muster@local.test>",
        to: ["ann@acme.test"],
        replyTo: ["priya@muster.test"],
        subject: "Schöne Grüße",
        text: "Hello\nAnn",
        headers: {
          "List-Unsubscribe": "<https://muster.test/api/v1/unsubscribe/t-1>",
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
      },
    ]);
    expect(events).toEqual([]);
    box.close();
    const again = new MailBox(path);
    expect(again.shown()).toHaveLength(1);
    again.close();
  });

  it("tells the bus of mails to the simulator's addresses", async () => {
    const box = new MailBox(":memory:");
    const events: EventEntry[] = [];
    const handler = createMailHandler(box, (event) => events.push(event));
    await using _ = await answering((request, response) => void handler(request, response));
    await openMailer().send({ ...mail, to: "bounce+1@simulator.amazonses.com" });
    await openMailer().send({ ...mail, to: "complaint@simulator.amazonses.com" });
    expect(events.map(({ Detail }) => JSON.parse(Detail ?? ""))).toMatchObject([
      {
        eventType: "Bounce",
        bounce: { bounceType: "Permanent" },
        mail: { tags: { mail: ["t-1"] } },
      },
      { eventType: "Complaint", mail: { tags: { "ses:configuration-set": ["mails"] } } },
    ]);
    box.close();
  });
});

it("without a sender nothing is sent, and the remedy names what to deploy with", async () => {
  process.env["MAIL_FROM"] = "none";
  const { listener, asked } = refusing(500, "InternalServiceErrorException");
  await using _ = await answering(listener);
  const error: unknown = await openMailer()
    .send(mail)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SetupError);
  expect(error).toHaveProperty("remedy", expect.stringMatching(/MailFrom.*MailIdentity/));
  expect(asked()).toBe(0);
});

describe("what SES says", () => {
  it.each([
    [500, "InternalServiceErrorException", "", RetryableError],
    [400, "BadRequestException", "", PermanentError],
    [400, "MessageRejected", "Virus.", PermanentError],
    [400, "MessageRejected", "Email address is not verified.", SetupError],
    [400, "MailFromDomainNotVerifiedException", "", SetupError],
    [400, "SendingPausedException", "", SetupError],
    [400, "AccountSuspendedException", "", SetupError],
    [403, "AccessDeniedException", "", SetupError],
    [404, "NotFoundException", "", SetupError],
  ])("%i %s (%s) was not sent, and is asked once", async (status, type, message, kind) => {
    const { listener, asked } = refusing(status, type, message);
    await using _ = await answering(listener);
    const error: unknown = await openMailer()
      .send(mail)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).not.toBeInstanceOf(MailInDoubt);
    expect(String(error)).not.toContain("ann@");
    expect(asked()).toBe(1);
  });

  it("about too many mails a second is waited for, about too many a day is not", async () => {
    let asked = 0;
    const box = new MailBox(":memory:");
    const handler = createMailHandler(box, () => {});
    const { listener } = refusing(
      429,
      "TooManyRequestsException",
      "Maximum sending rate exceeded.",
    );
    await using _ = await answering((request, response) => {
      asked += 1;
      if (asked < 3) listener(request, response);
      else void handler(request, response);
    });
    await openMailer().send(mail);
    expect(asked).toBe(3);
    box.close();
  });

  it("that the day's quota is used up goes back to the queue", async () => {
    const { listener, asked } = refusing(
      429,
      "TooManyRequestsException",
      "Daily message quota exceeded.",
    );
    await using _ = await answering(listener);
    await expect(openMailer().send(mail)).rejects.toBeInstanceOf(RateLimitedError);
    expect(asked()).toBe(1);
  });

  it("is asked over a new connection each time, since a kept one may be stale", async () => {
    const box = new MailBox(":memory:");
    const handler = createMailHandler(box, () => {});
    const used = new WeakSet<Socket>();
    await using _ = await answering((request, response) => {
      if (used.has(request.socket)) return void request.socket.destroy();
      used.add(request.socket);
      void handler(request, response);
    });
    const mailer = openMailer();
    for (const _ of ["once", "again"]) await mailer.send(mail);
    expect(box.shown()).toHaveLength(2);
    box.close();
  });

  it("is in no doubt where no connection comes about in time", async () => {
    await using server = await unaccepting();
    process.env["AWS_ENDPOINT_URL_SESV2"] = `http://127.0.0.1:${server.port}`;
    const error: unknown = await openMailer()
      .send(mail)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RetryableError);
  }, 20_000);

  it("is in doubt where the connection breaks off, and not where nobody is reached", async () => {
    const server = await answering((request) => request.socket.destroy());
    await expect(openMailer().send(mail)).rejects.toBeInstanceOf(MailInDoubt);
    await server[Symbol.asyncDispose]();
    await expect(openMailer().send(mail)).rejects.toBeInstanceOf(RetryableError);
  });
});
