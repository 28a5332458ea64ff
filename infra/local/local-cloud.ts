import { createServer, type Server } from "node:http";
import { devNull } from "node:os";
import { join } from "node:path";
import { createBusHandler } from "./bus/bus-server.ts";
import { EventBus } from "./bus/event-bus.ts";
import type { LocalClock } from "./clock.ts";
import { listen } from "./gateway.ts";
import { localRegion } from "./intrinsics.ts";
import { createKeyHandler, keyTarget } from "./keys/key-server.ts";
import { MasterKey } from "./keys/master-key.ts";
import { MailBox } from "./mails/mail-box.ts";
import { createMailHandler, outboundPath } from "./mails/mail-server.ts";
import { createQueueHandler } from "./queues/queue-server.ts";
import { QueueStore } from "./queues/queue-store.ts";
import type { Shutdown } from "./shutdown.ts";
import type { SystemModel } from "./system-model.ts";

/** Queues, buses, keys and mails behind one loopback address, as the SDKs see them. */
export interface LocalCloud {
  readonly url: string;
  readonly queues: QueueStore;
  readonly bus: EventBus;
  /** Mails that were handed over to SES. */
  readonly mails: MailBox;
}

export async function startCloud(
  dataFolder: string,
  clock: LocalClock,
  shutdown: Shutdown,
): Promise<LocalCloud> {
  const now = (): number => clock.now();
  const queues = new QueueStore(join(dataFolder, "queues.sqlite"), now);
  shutdown.add(() => queues.close());
  const bus = new EventBus(queues, now, localRegion);
  const answerQueue = createQueueHandler(queues, { region: localRegion });
  const others = new Map([
    ["AWSEvents", createBusHandler(bus)],
    [keyTarget, createKeyHandler(MasterKey.of(dataFolder))],
  ]);
  const mails = new MailBox(join(dataFolder, "mails.sqlite"));
  shutdown.add(() => mails.close());
  const answerMail = createMailHandler(mails, (event) => bus.putServiceEvent(event));
  const server = createServer((request, response) => {
    if (request.url === outboundPath) return void answerMail(request, response);
    const [service = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
    void (others.get(service) ?? answerQueue)(request, response);
  });
  const port = await listen(server, 0);
  shutdown.add(() => closeServer(server));
  return { url: `http://127.0.0.1:${port}`, queues, bus, mails };
}

/** Declares what the template holds and gives back what an earlier run had in flight. */
export function furnishCloud({ queues, bus }: LocalCloud, model: SystemModel): void {
  for (const queue of model.queues) queues.addQueue(queue);
  for (const { name, partnerSource } of model.buses) bus.addBus(name, partnerSource);
  for (const rule of model.rules) bus.addRule({ ...rule, targets: [...rule.targets] });
  queues.releaseInFlight();
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** What makes the SDKs in a function talk to this machine, and to nothing else. */
export function cloudEnvironment(cloudUrl: string, databaseUrl: string): Record<string, string> {
  return {
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL_DYNAMODB: databaseUrl,
    AWS_ENDPOINT_URL_SQS: cloudUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: cloudUrl,
    AWS_ENDPOINT_URL_KMS: cloudUrl,
    AWS_ENDPOINT_URL_SESV2: cloudUrl,
    TZ: "UTC",
    // The sandbox and whoever tries Muster out listen on this machine; on AWS it is never set.
    MUSTER_ALLOW_PRIVATE_WEBHOOKS: "1",
  };
}
