import { Random } from "../segmentation/random.ts";

/** What may happen, with how often of a hundred. */
const weights = {
  "create contact": 12,
  "create twin": 6,
  "set property": 26,
  "set partner attributes": 16,
  behave: 12,
  "create company": 3,
  "set company property": 6,
  associate: 7,
  dissociate: 2,
  "delete contact": 2,
  "delete partner record": 1,
  "delete company": 1,
  "erase contact": 1,
  "merge contacts": 2,
  "create segment": 1,
  "promote version": 1,
  "retire segment": 0.5,
  "sweep source": 0.7,
  "sweep lists": 0.7,
  "revoke grant": 0.3,
  "grant access": 0.5,
} as const;
export type CommandKind = keyof typeof weights;

/** Something that happens; `choices` say to whom and how, whatever there is by then. */
export interface Command {
  readonly kind: CommandKind;
  /** Milliseconds after the one before. */
  readonly afterMs: number;
  readonly choices: Choices;
}

export type Choices = readonly [who: number, what: number, how: number];

const kinds: readonly CommandKind[] = Object.keys(weights).filter(isKind);

function isKind(name: string): name is CommandKind {
  return name in weights;
}

/** How much more, or less, often than usual a story has each kind of command. */
const factors = [0.2, 1, 1, 1, 4] as const;

/**
 * A story of so many commands; the same seed tells the same one. Each favours some kinds of commands
 * over others (swarm testing, Groce et al. 2012): what hides in the average shows in an excess.
 */
export function scheduleOf(seed: number, commands: number): Command[] {
  const random = new Random(seed);
  const often = new Map(kinds.map((kind) => [kind, weights[kind] * random.pick(factors)]));
  return random.list(commands, () => ({
    kind: kindOf(random, often),
    afterMs: random.chance(0.3) ? random.below(40) : random.below(12_000),
    choices: [random.below(2 ** 30), random.below(2 ** 30), random.below(2 ** 30)],
  }));
}

function kindOf(random: Random, often: ReadonlyMap<CommandKind, number>): CommandKind {
  let left = random.next() * often.values().reduce((sum, weight) => sum + weight, 0);
  for (const [kind, weight] of often) {
    left -= weight;
    if (left < 0) return kind;
  }
  return "set property";
}
