import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { LocalClock } from "./clock.ts";
import { lockDataFolder } from "./data-lock.ts";
import { type Database, indexStreamRecords, startDatabase } from "./dynoxide.ts";
import type { WorkerSurroundings } from "./function-worker.ts";
import { LocalFunctions } from "./functions.ts";
import { gatewayListener, listen, stillStarting } from "./gateway.ts";
import { pendingWork } from "./idle.ts";
import { localRegion } from "./intrinsics.ts";
import { closeServer, cloudEnvironment, furnishCloud, startCloud } from "./local-cloud.ts";
import { localRoutes } from "./local-routes.ts";
import { mailParameters, mailRoutes } from "./mails/mail-routes.ts";
import type { QueueStore } from "./queues/queue-store.ts";
import { registerToken } from "./register-token.ts";
import { RunnerState } from "./runner-state.ts";
import { type Clients, type Flow, type Parts, startFlow } from "./running-flow.ts";
import { crmEnvironment, sandboxApp, sandboxParameters, startSandbox } from "./sandbox-process.ts";
import { Shutdown } from "./shutdown.ts";
import { openSignIn, type SignIn } from "./sign-in/sign-in.ts";
import type { FunctionSpec, SystemModel } from "./system-model.ts";
import { ensureTable } from "./tables.ts";
import { readSystem } from "./template.ts";
import { ensureToken } from "./token.ts";

export interface SystemOptions {
  /** Of the gateway; 0 or absent takes any free one. */
  readonly port?: number;
  /** Holds everything that survives; created where it is missing. */
  readonly dataFolder: string;
  /** Holds the synthesized templates and assets. */
  readonly templateFolder: string;
  /** Starts the sandbox CRM beside it. */
  readonly sample?: boolean;
  /** Else one is kept in the data folder. */
  readonly token?: string | undefined;
  /** Replaces values of environment variables that the template gives functions. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Values of the template's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Every line a function writes, and those of the sandbox as `sandbox`. */
  readonly onLine?: (source: string, line: string) => void;
  readonly onError?: (error: unknown) => void;
}

/** The whole system, running. */
export interface System {
  readonly url: string;
  readonly token: string;
  /** Of the sandbox CRM, where it runs. */
  readonly sandboxUrl: string | undefined;
  readonly databaseUrl: string;
  /** Where queues and buses answer, and partners put events. */
  readonly cloudUrl: string;
  readonly clock: LocalClock;
  readonly queues: QueueStore;
  readonly model: SystemModel;
  /** What the functions have asked of AWS so far that their roles do not grant, in sentences. */
  readonly denied: readonly string[];
  /** What is pending, in words; empty where the system is idle. */
  pendingWork(): Promise<string[]>;
  /** Moves the clock through all that is due on the way. */
  travelTo(instant: number): Promise<void>;
  /** Resolves with a sentence when a part ends by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

/** Runs the template on this machine. @throws Error with a sentence that says what to do */
export async function startSystem(options: SystemOptions): Promise<System> {
  const shutdown = new Shutdown();
  try {
    return await start(options, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function start(options: SystemOptions, shutdown: Shutdown): Promise<System> {
  const { dataFolder, onError = () => {}, onLine = () => {} } = options;
  const { state, clock } = openData(dataFolder, shutdown);
  const { server, url } = await openServer(options.port ?? 0, shutdown);
  const cloud = await startCloud(dataFolder, clock, shutdown);
  const sandbox = options.sample ? await sandboxApp(state) : undefined;
  const model = readModel(options, { gateway: url, queues: cloud.url });
  furnishCloud(cloud, model);
  const database = await openDatabase(dataFolder, shutdown);
  const environment = cloudEnvironment(cloud.url, database.endpoint);
  const signIn = openSignIn(url, model.signInClients, dataFolder);
  const crm = sandbox && crmEnvironment(sandbox);
  const replaced = { ...signIn.environment, ...crm, ...options.environment };
  const { denied, onDenied } = collectDenied(onError);
  const around = { clock, environment, onLine, onDenied };
  const functions = openFunctions(model, replaced, around, shutdown);
  const clients = openClients(database, shutdown);
  await Promise.all([functions.load(), ensureTables(model, clients.items, dataFolder)]);
  const token = await register(model, clients.items, ensureToken(dataFolder, options.token));
  const parts = { dataFolder, onError, shutdown, state, clock, cloud, model, functions, clients };
  const flow = await startFlow(parts);
  openGateway(server, join(options.templateFolder, "console"), parts, flow, signIn);
  const beside = { musterUrl: url, busUrl: cloud.url, token, dataFolder, onLine };
  if (sandbox) shutdown.add(runBeside(sandbox, beside));
  return {
    url,
    token,
    sandboxUrl: sandbox?.url,
    databaseUrl: database.endpoint,
    cloudUrl: cloud.url,
    clock,
    queues: cloud.queues,
    model,
    denied,
    pendingWork: () => pendingWork(flow.places),
    travelTo: (instant) => flow.travel.to(instant),
    broken: database.broken,
    stop: () => shutdown.run(),
  };
}

async function openDatabase(dataFolder: string, shutdown: Shutdown): Promise<Database> {
  const database = await startDatabase(join(dataFolder, "dynamodb.sqlite"));
  shutdown.add(() => database.stop());
  return database;
}

function readModel(options: SystemOptions, addresses: Parameters<typeof readSystem>[1]) {
  return readSystem(options.templateFolder, addresses, parametersOf(options));
}

function collectDenied(onError: (error: unknown) => void) {
  const denied: string[] = [];
  const onDenied = (sentence: string): void => {
    denied.push(sentence);
    onError(new Error(sentence));
  };
  return { denied, onDenied };
}

type Beside = Omit<Parameters<typeof startSandbox>[0], "app" | "onLine">;

function runBeside(
  app: Parameters<typeof startSandbox>[0]["app"],
  { onLine, ...beside }: Beside & { readonly onLine: (source: string, line: string) => void },
) {
  return startSandbox({ app, ...beside, onLine: (line) => onLine("sandbox", line) });
}

function parametersOf({ sample, parameters }: SystemOptions): Record<string, string> {
  return { ...mailParameters, ...(sample ? sandboxParameters : {}), ...parameters };
}

function openData(folder: string, shutdown: Shutdown): { state: RunnerState; clock: LocalClock } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  shutdown.add(lockDataFolder(folder));
  const state = new RunnerState(join(folder, "runner.sqlite"));
  shutdown.add(() => state.close());
  const clock = new LocalClock(state.clockOffset(), (offset) => state.saveClockOffset(offset));
  shutdown.add(() => clock.stop());
  return { state, clock };
}

/** Listens at once, so that callers are told to wait rather than turned away. */
async function openServer(
  port: number,
  shutdown: Shutdown,
): Promise<{ server: Server; url: string }> {
  const server = createServer(stillStarting);
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  shutdown.add(() => closeServer(server));
  return { server, url };
}

function openFunctions(
  model: SystemModel,
  replaced: Readonly<Record<string, string>>,
  around: WorkerSurroundings,
  shutdown: Shutdown,
): LocalFunctions {
  const specs = model.functions.map((spec) => withValues(spec, replaced));
  const functions = new LocalFunctions(specs, around);
  shutdown.add(() => functions.stop());
  return functions;
}

function withValues(spec: FunctionSpec, values: Readonly<Record<string, string>>): FunctionSpec {
  const known = Object.entries(values).filter(([name]) => name in spec.environment);
  return { ...spec, environment: { ...spec.environment, ...Object.fromEntries(known) } };
}

function openClients({ endpoint }: Database, shutdown: Shutdown): Clients {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const settings = { endpoint, region: localRegion, credentials };
  const clients = {
    items: new DynamoDBClient(settings),
    streams: new DynamoDBStreamsClient(settings),
  };
  shutdown.add(() => {
    clients.items.destroy();
    clients.streams.destroy();
  });
  return clients;
}

async function ensureTables(
  model: SystemModel,
  client: DynamoDBClient,
  dataFolder: string,
): Promise<void> {
  await Promise.all(model.tables.map((table) => ensureTable(client, table)));
  const isOurs = !process.env["DYNAMODB_ENDPOINT"];
  if (isOurs && model.tables.some(({ streamView }) => streamView !== undefined)) {
    indexStreamRecords(join(dataFolder, "dynamodb.sqlite"));
  }
}

/** The registry is the table the functions are told of as `REGISTRY_TABLE`. */
async function register(
  model: SystemModel,
  client: DynamoDBClient,
  token: string,
): Promise<string> {
  const names = model.functions.map(({ environment }) => environment["REGISTRY_TABLE"]);
  const registry = names.find((name) => name !== undefined);
  if (registry !== undefined) await registerToken(client, registry, token);
  return token;
}

function openGateway(
  server: Server,
  folder: string,
  { model, functions, onError, cloud }: Parts,
  { places, travel }: Flow,
  signIn: SignIn,
): void {
  const listener = gatewayListener({
    routes: model.routes,
    functions,
    console: { folder, connections: signIn.origins },
    localRoutes: new Map([
      ...localRoutes(places, travel),
      ...mailRoutes(cloud.mails),
      ...signIn.routes,
    ]),
    onError,
  });
  server.removeAllListeners("request").on("request", listener);
}
