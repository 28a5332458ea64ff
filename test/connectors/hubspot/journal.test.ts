import { beforeEach, describe, expect, it } from "vitest";
import { PlaceLostError } from "../../../shared/connectors/change-journal.ts";
import { hubspotJournal } from "../../../shared/connectors/hubspot/journal.ts";
import { PermanentError, RetryableError } from "../../../shared/runtime/errors.ts";
import { gathered } from "../gathered.ts";
import { type RecordedRequest, type Reply, recordingServer } from "../recording-server.ts";
import { sampleConnection } from "../samples.ts";

const connection = sampleConnection({
  kind: "hubspot",
  accountId: "77",
  propertyTypes: { "contact.seats": "number" },
});
const occurredAt = "2026-11-22T10:00:00.000Z";
const at = Date.parse(occurredAt);
const contact = { type: "object", portalId: 77, occurredAt, objectTypeId: "0-1" };

beforeEach(() => {
  process.env["HUBSPOT_CLIENT_ID"] = "app";
  process.env["HUBSPOT_CLIENT_SECRET"] = "secret";
});

/** A journal of one file, unless `answer` says otherwise. */
async function journalOf(
  journalEvents: readonly object[],
  answer: (request: RecordedRequest) => Reply | undefined = () => undefined,
) {
  const server = await recordingServer((request): Reply => {
    const told = answer(request);
    if (told !== undefined) return told;
    if (request.path.endsWith("/token"))
      return { status: 200, json: { access_token: "of-the-app", expires_in: 1_800 } };
    if (request.path === "/file") return { status: 200, json: { journalEvents } };
    const results = [
      { currentOffset: "place-1", expiresAt: occurredAt, url: `${server.url}/file` },
    ];
    return { status: 200, json: { results } };
  });
  process.env["HUBSPOT_API_URL"] = server.url;
  return server;
}

const read = (place?: string) => gathered(hubspotJournal.read(connection, place));

describe("an entry of the journal", () => {
  it.each([
    ["a creation", { action: "CREATE", objectId: 1 }, [{ kind: "attributes", values: {} }]],
    [
      "an update of several properties",
      { action: "UPDATE", objectId: 1, propertyChanges: { seats: "12", city: null } },
      [
        { kind: "attributes", values: { seats: 12 } },
        { kind: "attributes", values: { city: null } },
      ],
    ],
    ["a deletion", { action: "DELETE", objectId: "1" }, [{ kind: "deletion" }]],
    ["a restoring", { action: "RESTORE", objectId: 1 }, [{ kind: "attributes", values: {} }]],
    ["an erasure", { action: "GDPR_DELETE", objectId: 1 }, [{ kind: "erasure" }]],
    [
      "a merge",
      { action: "MERGE", objectId: 1, mergedObjectIds: [2, 3] },
      [{ kind: "merge", mergedRecordIds: ["2", "3"] }],
    ],
    [
      "an association",
      { action: "ASSOCIATION_ADDED", fromObjectId: 1, toObjectId: 9, associationTypeId: 279 },
      [{ kind: "association", to: { object: "company", recordId: "9" }, removed: false }],
    ],
    [
      "the end of one, from the other side",
      { action: "ASSOCIATION_REMOVED", fromObjectId: 9, toObjectId: 1, associationTypeId: 2 },
      [{ kind: "association", to: { object: "company", recordId: "9" }, removed: true }],
    ],
  ])("of %s says what a webhook would have said", async (_, entry, bodies) => {
    await using _hubspot = await journalOf([{ ...contact, ...entry }]);
    const [page] = await read();
    expect(page).toEqual({
      changes: bodies.map((body) => ({ object: "contact", recordId: "1", at, body })),
      unread: [],
      place: "place-1",
    });
  });

  it.each([
    ["of another portal", { ...contact, portalId: 78, action: "DELETE", objectId: 1 }],
    ["of a kind that is not followed", { ...contact, objectTypeId: "0-3", action: "DELETE" }],
    ["of the app itself", { type: "app_lifecycle_event", portalId: 77, action: "APP_INSTALL" }],
    ["that was asked for", { ...contact, action: "SNAPSHOT", objectId: 1 }],
    ["that is none", { offset: "?" }],
  ])("%s is passed over", async (_, entry) => {
    await using _hubspot = await journalOf([entry]);
    expect(await read()).toEqual([{ changes: [], unread: [], place: "place-1" }]);
  });

  it.each([
    ["a merge without the merged", { action: "MERGE", objectId: 1 }],
    ["an update of nobody", { action: "UPDATE" }],
    ["an association without a type", { action: "ASSOCIATION_ADDED", fromObjectId: 1 }],
  ])("of %s has contacts read again", async (_, entry) => {
    await using _hubspot = await journalOf([{ ...contact, ...entry }]);
    expect(await read()).toMatchObject([{ changes: [], unread: ["contact"] }]);
  });
});

describe("reading the journal", () => {
  it("renews the app's token when it is refused, once", async () => {
    let refusals = 0;
    await using hubspot = await journalOf([], ({ path }) => {
      if (!path.includes("/batch/")) return undefined;
      refusals += 1;
      return refusals === 1 ? { status: 401, json: { message: "expired" } } : { status: 204 };
    });
    expect(await read()).toEqual([]);
    expect(hubspot.requests.filter(({ path }) => path.endsWith("/token"))).toHaveLength(2);
    const asked = hubspot.requests.at(-1);
    expect(asked?.headers.authorization).toBe("Bearer of-the-app");
    expect(asked?.path).toContain("/batch/earliest/5?installPortalId=77");
  });

  it.each([400, 404, 410])(
    "says that the place is lost where HubSpot answers %i",
    async (status) => {
      await using _hubspot = await journalOf([], ({ path }) =>
        path.includes("/batch/") ? { status, json: { message: "unknown offset" } } : undefined,
      );
      await expect(read("place-0")).rejects.toThrow(PlaceLostError);
      // Without a place there is none to lose.
      await expect(read()).rejects.not.toThrow(PlaceLostError);
    },
  );

  it("is refused with HubSpot's own words, and what passes is passing", async () => {
    await using _refusing = await journalOf([], ({ path }) =>
      path.includes("/batch/")
        ? { status: 403, json: { message: "Scope is missing." } }
        : undefined,
    );
    const refused = read("place-0");
    await expect(refused).rejects.toThrow(PermanentError);
    await expect(refused).rejects.toThrow(/Scope is missing/);
    await using _gone = await journalOf([], ({ path }) =>
      path === "/file" ? { status: 403 } : undefined,
    );
    await expect(read("place-0")).rejects.toThrow(RetryableError);
  });
});
