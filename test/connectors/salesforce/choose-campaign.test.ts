import { describe, expect, it } from "vitest";
import type { Choice } from "../../../shared/connectors/connector.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import { openSalesforce } from "../../../shared/connectors/salesforce/session.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import { sampleDestination, samplePush } from "../samples.ts";
import { runOrg } from "./sandbox-org.ts";

const campaigns = targetOf("salesforce-campaign");

function choosing(connection: Connection, wanted: Partial<Choice>) {
  return campaigns.choose?.({
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

/** An org in which an admin made a campaign with statuses of its own. */
async function orgWithCampaign(isActive = true) {
  const org = await runOrg();
  const connection = await org.connection();
  const session = await openSalesforce({
    baseUrl: connection.baseUrl ?? "",
    access: connection.tokens?.access ?? "",
  });
  const [made] = await session.create("Campaign", [{ Name: "Launch", IsActive: isActive }]);
  const campaignId = made?.id ?? "";
  await session.create(
    "CampaignMemberStatus",
    ["Sent", "Responded", "Unsubscribed"].map((Label) => ({
      CampaignId: campaignId,
      Label,
      HasResponded: false,
    })),
  );
  const labels = async () =>
    (await org.rows("CampaignMemberStatus")).map((row) => String(row["Label"]));
  return { org, connection, campaignId, labels };
}

const named = { member: "Sent", left: "Unsubscribed" };

describe("a campaign of the admin's own", () => {
  it("is known by its id or its address; Muster's statuses are added unless others are named", async () => {
    const { org, connection, campaignId, labels } = await orgWithCampaign();
    await using _ = org;
    const address = `https://acme.lightning.force.com/lightning/r/Campaign/${campaignId}/view`;
    const wanted = { listId: address, statuses: named };
    expect(await choosing(connection, wanted)).toEqual({
      listId: campaignId,
      isChosen: true,
      statuses: named,
    });
    expect(await labels()).toHaveLength(3);
    expect(await choosing(connection, { listId: campaignId.slice(0, 15) })).toMatchObject({
      listId: campaignId,
    });
    await choosing(connection, { listId: campaignId });
    expect(await labels()).toEqual([
      "Sent",
      "Responded",
      "Unsubscribed",
      "In segment",
      "Left segment",
    ]);
    expect(await choosing(connection, {})).toEqual({});
  });

  it("has its members marked as the admin said, and no others touched", async () => {
    const { org, connection, campaignId } = await orgWithCampaign();
    await using _ = org;
    const chosen = await choosing(connection, { listId: campaignId, statuses: named });
    const destination = sampleDestination("salesforce-campaign", chosen);
    const ids = (await org.rows("Contact")).slice(0, 2).map(({ Id }) => Id);
    const push = (added: string[], removed: string[]) =>
      campaigns.push({
        destination,
        connection,
        add: added.map((recordId) => samplePush(recordId, { recordId })),
        remove: removed.map((recordId) => samplePush(recordId, { recordId })),
        now: 0,
      });
    await push(ids, []);
    await push([], ids.slice(1));
    const members = await org.rows("CampaignMember");
    expect(members.map((row) => [row["ContactId"], row["Status"]])).toEqual([
      [ids[0], "Sent"],
      [ids[1], "Unsubscribed"],
    ]);
    expect(campaigns.members?.strangers?.mayGo(destination)).toBe(false);
  });

  it("is refused with what to do where it cannot be", async () => {
    const { org, connection, campaignId } = await orgWithCampaign();
    await using _ = org;
    const bad = { member: "Invited", left: "Unsubscribed" };
    const others = [
      sampleDestination("salesforce-campaign", { segmentName: "Beta", listId: campaignId }),
    ];
    const cases: [Partial<Choice>, object, RegExp][] = [
      [{ listId: "Launch" }, { status: 422, pointer: "/listId" }, /701/],
      [{ listId: "701sb9999999999AAA" }, { status: 422, pointer: "/listId" }, /has no campaign/],
      [
        { listId: campaignId, statuses: bad },
        { status: 422, pointer: "/statuses/member" },
        /no status "Invited".*Sent, Responded, Unsubscribed/,
      ],
      [
        { listId: campaignId, statuses: { member: "Sent", left: "Sent" } },
        { pointer: "/statuses/left" },
        /the same/,
      ],
      [{ statuses: named }, { pointer: "/statuses" }, /name it in listId/],
      [{ listId: campaignId, others }, { status: 409 }, /equal to "Beta"/],
    ];
    for (const [wanted, problem, words] of cases) {
      const refusal = { ...problem, message: expect.stringMatching(words) };
      await expect(choosing(connection, wanted)).rejects.toMatchObject(refusal);
    }
    const archived = await orgWithCampaign(false);
    await using _archived = archived.org;
    await expect(
      choosing(archived.connection, { listId: archived.campaignId }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/not active/) });
  });
});
