import { afterEach, describe, expect, it } from "vitest";
import {
  AuthenticationError,
  PermanentError,
  RetryableError,
} from "../../../shared/runtime/errors.ts";
import { pkce } from "../pkce.ts";
import { recordingServer } from "../recording-server.ts";
import { code, redirect, runOrg, salesforceFlow } from "./sandbox-org.ts";

describe("a grant of Salesforce", () => {
  it("is asked for with what the app needs, and proven by the verifier", async () => {
    await using _ = await runOrg();
    const asked = new URL(salesforceFlow.authorizeUrl("state-1", redirect, pkce.challenge));
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      response_type: "code",
      client_id: "sandbox-app",
      redirect_uri: redirect,
      scope: "api refresh_token openid",
      state: "state-1",
      code_challenge: pkce.challenge,
      code_challenge_method: "S256",
    });
    const stolen = salesforceFlow.exchange(await code(pkce.challenge), redirect, "v".repeat(43));
    await expect(stolen).rejects.toBeInstanceOf(AuthenticationError);
    const granted = await code(pkce.challenge);
    await salesforceFlow.exchange(granted, redirect, pkce.verifier);
    const again = salesforceFlow.exchange(granted, redirect, pkce.verifier);
    await expect(again).rejects.toBeInstanceOf(AuthenticationError);
  });

  it("shows the org, who granted it, its address, and the types of its fields", async () => {
    await using org = await runOrg();
    const { accountId, baseUrl, grantedBy, propertyTypes } = await org.connection();
    expect({ accountId, baseUrl, grantedBy }).toEqual({
      accountId: "00Dsb0000000001EAA",
      baseUrl: org.url,
      grantedBy: "sam@harbor-org.example",
    });
    expect(propertyTypes).toMatchObject({
      "Contact.Certified_On__c": "date",
      "Lead.IsConverted": "boolean",
      "Account.Website": "url",
    });
  });

  it("gives a new refresh token with each refresh, and voids the one before", async () => {
    await using org = await runOrg();
    const { tokens } = await org.connection();
    const renewed = await salesforceFlow.refresh(tokens?.refresh ?? "");
    expect(renewed.refresh).not.toBe(tokens?.refresh);
    expect(renewed.expiresAt).toBeGreaterThan(Date.now());
    await salesforceFlow.refresh(renewed.refresh);
    const stale = salesforceFlow.refresh(renewed.refresh);
    await expect(stale).rejects.toThrow(/withdrawn the grant .*an admin must connect again/);
    await expect(stale).rejects.toBeInstanceOf(AuthenticationError);
  });

  it.each([
    [undefined, []],
    [["api", "refresh_token", "openid", "id"], []],
    [["full", "refresh_token"], []],
    [["refresh_token", "openid"], ["api"]],
    [["full"], ["refresh_token"]],
  ])("with the scopes %j lacks %j", async (scopes, missingScopes) => {
    await using org = await runOrg();
    const { tokens } = await org.connection();
    if (tokens === undefined) throw new Error("Nothing was granted.");
    const granted = { ...tokens, ...(scopes === undefined ? {} : { scopes }) };
    expect(await salesforceFlow.account(granted)).toMatchObject({ missingScopes });
  });

  it("keeps the refresh token where the app does not rotate it", async () => {
    await using server = await recordingServer(() => ({
      status: 200,
      json: { access_token: "a" },
    }));
    process.env["SALESFORCE_LOGIN_URL"] = server.url;
    expect(await salesforceFlow.refresh("kept")).toMatchObject({ access: "a", refresh: "kept" });
    const first = salesforceFlow.exchange("code", redirect, pkce.verifier);
    await expect(first).rejects.toMatchObject({
      remedy: expect.stringContaining("scope refresh_token"),
    });
  });

  it("of an app that Salesforce does not know says what to check", async () => {
    await using _ = await runOrg();
    process.env["SALESFORCE_CLIENT_SECRET"] = "wrong";
    const refused = salesforceFlow.refresh("any");
    await expect(refused).rejects.toBeInstanceOf(PermanentError);
    await expect(refused).rejects.toMatchObject({
      remedy: expect.stringContaining("SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET"),
    });
  });

  it("does not count as withdrawn while Salesforce is down, or sends its page elsewhere", async () => {
    for (const reply of [
      { status: 503 },
      { status: 200, json: {} },
      { status: 302, headers: { location: "https://elsewhere.test" } },
    ]) {
      await using server = await recordingServer(() => reply);
      process.env["SALESFORCE_LOGIN_URL"] = server.url;
      await expect(salesforceFlow.refresh("any")).rejects.toBeInstanceOf(RetryableError);
    }
  });
});

afterEach(() => {
  for (const name of ["LOGIN_URL", "CLIENT_ID", "CLIENT_SECRET"])
    process.env[`SALESFORCE_${name}`] = `sandbox-${name === "CLIENT_ID" ? "app" : "secret"}`;
});
