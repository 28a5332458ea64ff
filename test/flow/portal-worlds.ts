import type { Population } from "../../infra/local/sandbox/program.ts";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { World } from "./world.ts";

/** One portal, and worlds that live by the wall clock as it does. */
export class PortalWorlds implements AsyncDisposable {
  readonly sandbox: RunningSandbox & AsyncDisposable;
  readonly #database: TestDatabase;
  readonly #world: (name: string) => World;

  private constructor(
    sandbox: RunningSandbox & AsyncDisposable,
    database: TestDatabase,
    world: (name: string) => World,
  ) {
    this.sandbox = sandbox;
    this.#database = database;
    this.#world = world;
  }

  static async start(population: Population): Promise<PortalWorlds> {
    const { database, world } = await World.start();
    return new PortalWorlds(await runSandbox({ population }), database, world);
  }

  world(name: string): World {
    return Object.assign(this.#world(name), { now: Date.now() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox[Symbol.asyncDispose]();
    await this.#database.stop();
  }
}
