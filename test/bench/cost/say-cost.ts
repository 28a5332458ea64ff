import { figure, table } from "../table.ts";
import type { CostFigures } from "./cost.ts";
import type { Scenario } from "./scenarios.ts";
import { dollarsPerMillion, floorPerMillion, type Usage } from "./usage.ts";

const billed = ["writes", "reads", "queues", "bus", "functions", "logs"] as const;
/** Of what is nothing but a write and a tenth of a queue's request. */
const goal = 2;

/** The figures as tables; a goal that was not reached is said. */
export function sayCost({ plain, others, builds, growth, refused }: CostFigures): string {
  return [
    "  Dollars of a million changes where nothing flips, at list price, by the profile's stored size:",
    scenarioTable(plain),
    ...plain.flatMap(verdict),
    "\n  Others, of profiles of 1 KB:",
    scenarioTable(others),
    "\n  Database units of a change by what was asked for:",
    unitTable([...plain, ...others]),
    "\n  The webhook itself, apart: HTTP request, function, and the write that counts it:",
    table(
      ["", "$ a million changes"],
      plain.map(({ name, ingress }) => [name, figure(dollarsPerMillion(ingress).all)]),
    ),
    "\n  A segment built, a tenth of the profiles become members:",
    table(
      [
        "profiles",
        "write units a member",
        "read units a profile",
        "$ a million profiles",
        "$ a million members",
      ],
      builds.map(({ profiles, perProfile, perMember }) => [
        figure(profiles),
        figure(perMember.writeUnits),
        figure(perProfile.readUnits),
        figure(dollarsPerMillion(perProfile).all),
        figure(dollarsPerMillion(perMember).all),
      ]),
    ),
    "\n  A change that turns one membership, in webhooks of 100, beside:",
    table(
      ["", "", ...usageHeader],
      growth.map(({ of, size, usage }) => [of, figure(size), ...usageCells(usage)]),
    ),
    `\n  ${figure(refused)} conditional writes lost; of such DynamoDB does not tell the units, one each is counted.\n`,
  ].join("\n");
}

function scenarioTable(scenarios: readonly Scenario[]): string {
  const header = ["", "floor $", ...billed.map((name) => `${name} $`), "all $", "× floor"];
  return table(
    header,
    scenarios.map(({ name, usage, profileUnits }) => {
      const dollars = dollarsPerMillion(usage);
      const floor = floorPerMillion(profileUnits);
      const parts = billed.map((part) => figure(dollars[part]));
      return [
        name,
        figure(floor),
        ...parts,
        figure(dollars.all),
        profileUnits === 0 ? "" : figure(dollars.all / floor),
      ];
    }),
  );
}

function verdict({ name, usage, profileUnits }: Scenario): string[] {
  const times = dollarsPerMillion(usage).all / floorPerMillion(profileUnits);
  return times <= goal ? [] : [`  ${name}: ${figure(times)} × the floor; the goal is ${goal}.`];
}

function unitTable(scenarios: readonly Scenario[]): string {
  const kinds = [...new Set(scenarios.flatMap(({ units }) => Object.keys(units)))].sort();
  const rows = kinds.map((kind) => [
    kind,
    ...scenarios.map(({ units }) => (units[kind] === undefined ? "" : figure(units[kind]))),
  ]);
  return [
    table(["", ...scenarios.map((_, at) => `(${at + 1})`)], rows),
    ...scenarios.map(({ name }, at) => `  (${at + 1}) ${name}`),
  ].join("\n");
}

const usageHeader = [
  "write units",
  "read units",
  "queue requests",
  "events",
  "Lambda ms·GB",
  "$ a million",
];

function usageCells(usage: Usage): string[] {
  return [
    usage.writeUnits,
    usage.readUnits,
    usage.queueRequests,
    usage.busEvents,
    usage.gigabyteSeconds * 1_000,
    dollarsPerMillion(usage).all,
  ].map(figure);
}
