import { prices } from "./prices.ts";

/** What AWS bills of some work. Units of the database are DynamoDB's request units. */
export interface Usage {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly queueRequests: number;
  readonly busEvents: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly httpRequests: number;
  readonly logBytes: number;
}

export const nothing: Usage = {
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  busEvents: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  httpRequests: 0,
  logBytes: 0,
};

/** Of a million changes at list price, by who bills it. */
export interface Dollars {
  readonly writes: number;
  readonly reads: number;
  readonly queues: number;
  readonly bus: number;
  readonly functions: number;
  readonly logs: number;
  readonly http: number;
  readonly all: number;
}

const million = 1_000_000;

/** @param usage of one change */
export function dollarsPerMillion(usage: Usage): Dollars {
  const of = {
    writes: usage.writeUnits * prices.writeUnit * million,
    reads: usage.readUnits * prices.readUnit * million,
    queues: usage.queueRequests * prices.queueRequest * million,
    bus: usage.busEvents * prices.busEvent * million,
    functions:
      (usage.invocations * prices.invocation + usage.gigabyteSeconds * prices.gigabyteSecond) *
      million,
    logs: (usage.logBytes / 1e9) * prices.logGigabyte * million,
    http: usage.httpRequests * prices.httpRequest * million,
  };
  return { ...of, all: Object.values(of).reduce((sum, each) => sum + each, 0) };
}

/** The least a change can cost: its profile written once, a tenth of a queue request. */
export function floorPerMillion(writeUnits: number): number {
  return (writeUnits * prices.writeUnit + prices.queueRequest / 10) * million;
}

export function sharedBy(usage: Usage, changes: number): Usage {
  return mapped(usage, (value) => value / changes);
}

export function plus(one: Usage, other: Usage): Usage {
  return mapped(one, (value, name) => value + other[name]);
}

function mapped(usage: Usage, change: (value: number, name: keyof Usage) => number): Usage {
  const { writeUnits, readUnits, queueRequests, busEvents } = usage;
  const { invocations, gigabyteSeconds, httpRequests, logBytes } = usage;
  return {
    writeUnits: change(writeUnits, "writeUnits"),
    readUnits: change(readUnits, "readUnits"),
    queueRequests: change(queueRequests, "queueRequests"),
    busEvents: change(busEvents, "busEvents"),
    invocations: change(invocations, "invocations"),
    gigabyteSeconds: change(gigabyteSeconds, "gigabyteSeconds"),
    httpRequests: change(httpRequests, "httpRequests"),
    logBytes: change(logBytes, "logBytes"),
  };
}
