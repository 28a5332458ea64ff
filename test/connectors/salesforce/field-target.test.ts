import { describe, expect, it } from "vitest";
import type { Choice } from "../../../shared/connectors/connector.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import { Problem } from "../../../shared/runtime/errors.ts";
import { sampleDestination, samplePush } from "../samples.ts";
import { runOrg } from "./sandbox-org.ts";

const fields = targetOf("salesforce-field");

function choosing(connection: Connection, wanted: Partial<Choice>) {
  return fields.choose?.({
    object: "contact",
    segmentName: "Gold partners",
    connection,
    listId: undefined,
    statuses: undefined,
    field: undefined,
    value: undefined,
    others: [],
    ...wanted,
  });
}

async function problem(act: Promise<unknown> | undefined): Promise<Problem> {
  const error: unknown = await act?.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw new Error("Nothing was refused.");
}

describe("choosing a field of the org", () => {
  it("takes a checkbox, or a multi-select picklist under a value of the segment's own", async () => {
    await using org = await runOrg();
    const connection = await org.connection();
    expect(await choosing(connection, { field: "in_program__C" })).toEqual({
      field: "In_Program__c",
    });
    expect(await choosing(connection, { field: "Segments__c" })).toEqual({
      field: "Segments__c",
      shownAs: "Gold partners",
    });
    expect(await choosing(connection, { field: "Fixed_Segments__c", value: "VIP" })).toEqual({
      field: "Fixed_Segments__c",
      shownAs: "VIP",
    });
    expect(await choosing(connection, { object: "company", field: "Segments__c" })).toMatchObject({
      field: "Segments__c",
    });
  });

  it.each<[Partial<Choice>, number, string, RegExp]>([
    [{}, 422, "/field", /API name/],
    [{ field: "Nope__c" }, 422, "/field", /Contact has no field Nope__c/],
    [{ field: "Title" }, 422, "/field", /Salesforce's own/],
    [{ field: "Courses__c" }, 422, "/field", /of type double: use a checkbox/],
    [{ field: "Scored__c" }, 422, "/field", /may not edit Scored__c/],
    [{ field: "Segments__c", value: "a;b" }, 422, "/value", /no semicolon/],
    [{ field: "In_Program__c", value: "yes" }, 422, "/value", /takes no value/],
    [
      { field: "Fixed_Segments__c" },
      422,
      "/value",
      /add "Gold partners" to it in Setup.*Beta, VIP/,
    ],
  ])("refuses %j and says what to do", async (wanted, status, pointer, words) => {
    await using org = await runOrg();
    const refused = await problem(choosing(await org.connection(), wanted));
    expect(refused).toMatchObject({ status, pointer, message: expect.stringMatching(words) });
  });

  it("keeps two segments from one checkbox, and from one value", async () => {
    await using org = await runOrg();
    const connection = await org.connection();
    const given = { segmentName: "Beta testers", connectionId: "c1" };
    const other = { field: "In_Program__c", ...given };
    const others = [sampleDestination("salesforce-field", other)];
    expect(await problem(choosing(connection, { field: "In_Program__c", others }))).toMatchObject({
      status: 409,
      message: expect.stringContaining('shows "Beta testers"'),
    });
    const shown = { field: "Segments__c", shownAs: "Gold partners", ...given };
    const sharing = [sampleDestination("salesforce-field", shown)];
    const wanted = { field: "Segments__c", others: sharing };
    expect(await problem(choosing(connection, wanted))).toMatchObject({ status: 409 });
    expect(await choosing(connection, { ...wanted, value: "Gold" })).toMatchObject({
      shownAs: "Gold",
    });
  });
});

async function shown(org: Awaited<ReturnType<typeof runOrg>>, type: string, field: string) {
  const rows = await org.rows(type);
  return new Map(rows.map((row) => [row.Id, row[field] ?? null]));
}

describe("pushing to a field of the org", () => {
  const gold = { segmentId: "s1", shownAs: "Gold" };
  const beta = { segmentId: "s2", shownAs: "Beta" };

  it("writes all that each record is in, and clears who is in nothing", async () => {
    await using org = await runOrg();
    const [first, second, third] = await org.rows("Contact");
    const [one = "", two = "", three = ""] = [first?.Id, second?.Id, third?.Id];
    const connection = await org.connection();
    const chosen = { field: "Segments__c", shownAs: "Gold", listId: undefined };
    const destination = sampleDestination("salesforce-field", chosen);
    const push = (showing: Record<string, (typeof gold)[]>) => {
      const records = Object.entries(showing).map(([recordId, shows]) => ({
        ...samplePush(recordId, { recordId }),
        shows,
      }));
      const isIn = ({ shows }: { shows: (typeof gold)[] }) => shows.includes(gold);
      return fields.push({
        destination,
        connection,
        add: records.filter(isIn),
        remove: records.filter((record) => !isIn(record)),
        now: 0,
      });
    };
    const outcomes = await push({ [one]: [gold, beta], [two]: [gold], [three]: [beta] });
    expect(outcomes.map(({ state }) => state)).toEqual(["confirmed", "confirmed", "confirmed"]);
    const values = await shown(org, "Contact", "Segments__c");
    expect([one, two, three].map((id) => values.get(id))).toEqual(["Beta;Gold", "Gold", "Beta"]);
    await push({ [one]: [], [two]: [gold] });
    const later = await shown(org, "Contact", "Segments__c");
    expect([one, two, three].map((id) => later.get(id))).toEqual([null, "Gold", "Beta"]);
  });

  it("ticks a checkbox, refuses who has no such field, and is done with who is gone", async () => {
    await using org = await runOrg();
    const [contact] = await org.rows("Contact");
    const [lead] = await org.rows("Lead");
    const id = contact?.Id ?? "";
    const request = {
      destination: sampleDestination("salesforce-field", { field: "In_Program__c" }),
      connection: await org.connection(),
      now: 0,
    };
    const record = (recordId: string | undefined, shows = [gold]) => ({
      ...samplePush(recordId ?? "nobody", recordId === undefined ? {} : { recordId }),
      shows,
    });
    const missing = "003sb9999999999AAA";
    const added = [record(id), record(lead?.Id), record(undefined), record(missing)];
    expect(await fields.push({ ...request, add: added, remove: [] })).toMatchObject([
      { state: "confirmed" },
      { state: "refused", reason: expect.stringContaining("No such column 'In_Program__c'") },
      { state: "refused", reason: expect.stringContaining("no record in this Salesforce org") },
      { state: "refused", reason: expect.stringContaining("ENTITY_IS_DELETED") },
    ]);
    expect((await shown(org, "Contact", "In_Program__c")).get(id)).toBe(true);
    const removed = [record(id, []), record(undefined, []), record(missing, [])];
    const outcomes = await fields.push({ ...request, add: [], remove: removed });
    expect(outcomes.map(({ state }) => state)).toEqual(["confirmed", "confirmed", "confirmed"]);
    expect((await shown(org, "Contact", "In_Program__c")).get(id)).toBe(false);
  });
});
