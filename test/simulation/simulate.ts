import { act } from "./act.ts";
import { type Findings, findingsOf } from "./check-world.ts";
import { calm, type Faults } from "./faults.ts";
import { populations } from "./populations.ts";
import type { Command } from "./schedule.ts";
import { settle, sweepDuesRegularly } from "./settle.ts";
import { sweepSource } from "./sweep-all.ts";
import { World } from "./world.ts";

export interface Outcome extends Findings {
  readonly commands: number;
  /** How long the story lasted, in virtual milliseconds. */
  readonly virtualMs: number;
  readonly transitions: number;
  readonly calls: number;
}

/** Of the webhooks of a story in which only a sweep finds what they said. */
const droppedWhereSwept = 0.03;

/** Lives one story from its seed and tells what came of it. */
export async function simulate(
  seed: number,
  commands: readonly Command[],
  faults: Faults,
  look: (world: World) => void = () => {},
): Promise<Outcome> {
  const world = new World(seed);
  world.isSwept = seed % 3 === 0;
  await world.connect();
  sweepDuesRegularly(world);
  for (const population of populations)
    if (world.time.random.chance(0.5)) await world.createSegment(population);
  world.faults = world.isSwept ? { ...faults, drop: droppedWhereSwept } : faults;
  for (const command of commands) {
    await world.time.runUntil(world.time.elapsed + command.afterMs);
    await act(world, command);
  }
  await drain(world);
  const findings = findingsOf(world);
  look(world);
  return {
    ...findings,
    commands: commands.length,
    virtualMs: world.time.elapsed,
    transitions: world.muster.events.length,
    calls: world.portalApi.counts.calls,
  };
}

/** Until the faults have had their time, with them; then until nothing is left to do. */
async function drain(world: World): Promise<void> {
  await world.time.runUntil(world.time.elapsed + 30_000);
  world.faults = { ...calm, skewMs: world.faults.skewMs };
  if (world.portalApi.isRevoked) await world.grantAccess();
  await settle(world);
  if (!world.isSwept) return;
  await sweepSource(world);
  await settle(world);
}
