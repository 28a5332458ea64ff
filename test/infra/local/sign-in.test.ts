import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type SignInPages, startSignIn } from "../../sign-in-pages.ts";

let pages: SignInPages;
let stop: () => Promise<void>;
beforeAll(async () => ({ pages, stop } = await startSignIn()));
afterAll(() => stop());

/** As a client that knows nothing but the issuer validates. */
async function verified(token: string) {
  const keys = createRemoteJWKSet(new URL(`${pages.issuer}/.well-known/jwks.json`));
  return (await jwtVerify(token, keys, { issuer: pages.issuer })).payload;
}

async function codeOf(role: string): Promise<string> {
  return (await pages.choose(role)).searchParams.get("code") ?? "";
}

describe("the sign-in page", () => {
  it("has a button for each role, and sends the browser back with a code and its state", async () => {
    const answer = await pages.ask(pages.asked({ state: '"><script>' }));
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(
      [...page.matchAll(/<button name="role" value="(\w+)"/g)].map(([, role]) => role),
    ).toEqual(["viewer", "editor", "admin"]);
    expect(page).not.toContain("<script");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    const back = await pages.choose("editor");
    expect(`${back.origin}${back.pathname}`).toBe(pages.returnTo);
    expect(back.searchParams.get("state")).toBe("here");
    expect(back.searchParams.get("code")).toMatch(/^[\w-]{20,}$/);
  });

  it("sends no browser to an address that is not the client's", async () => {
    for (const redirect_uri of [
      "https://evil.test/signed-in",
      "http://localhost.evil.test/signed-in",
      "http://localhost:5173/elsewhere",
      "javascript:alert(1)",
      "",
    ]) {
      const answer = await pages.ask(pages.asked({ redirect_uri }));
      expect(answer.status, redirect_uri).toBe(400);
      expect(answer.headers.get("location")).toBeNull();
    }
    expect((await pages.ask(pages.asked({ client_id: "another" }))).status).toBe(400);
    const left = new URLSearchParams({
      client_id: pages.clientId,
      logout_uri: "https://evil.test/",
    });
    const logout = await fetch(`${pages.issuer}/logout?${left}`, { redirect: "manual" });
    expect(logout.status).toBe(400);
  });

  it("asks for PKCE by SHA-256", async () => {
    for (const more of [
      { code_challenge: "" },
      { code_challenge_method: "plain" },
      { response_type: "token" },
    ]) {
      const { headers } = await pages.ask(pages.asked(more));
      const back = new URL(headers.get("location") ?? "nowhere:");
      expect(back.searchParams.get("error"), JSON.stringify(more)).toBe("invalid_request");
      expect(back.searchParams.has("code")).toBe(false);
    }
    expect((await pages.choose("king")).searchParams.get("error")).toBe("access_denied");
  });

  it("lets whoever signs out go back to the console", async () => {
    const left = new URLSearchParams({
      client_id: pages.clientId,
      logout_uri: "http://127.0.0.1:4400/",
    });
    const { headers } = await fetch(`${pages.issuer}/logout?${left}`, { redirect: "manual" });
    expect(headers.get("location")).toBe("http://127.0.0.1:4400/");
  });
});

describe("a code", () => {
  it("is good once, for whoever asked for it", async () => {
    const answer = await pages.exchange(await codeOf("editor"), { code_verifier: "x".repeat(43) });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: "invalid_grant" });
    const elsewhere = await pages.exchange(await codeOf("editor"), {
      redirect_uri: "http://localhost:1/signed-in",
    });
    expect(elsewhere.status).toBe(400);
    const code = await codeOf("editor");
    expect((await pages.exchange(code)).status).toBe(200);
    expect((await pages.exchange(code)).status).toBe(400);
    expect((await pages.exchange("made up")).status).toBe(400);
    expect((await pages.token({ grant_type: "password" })).status).toBe(400);
  });

  it("becomes tokens with the claims of a Cognito user pool", async () => {
    const { id_token, access_token, expires_in } = await pages.tokens("editor");
    const id = await verified(id_token);
    expect(id).toMatchObject({
      iss: pages.issuer,
      aud: pages.clientId,
      token_use: "id",
      name: "Edgar Editor",
      email: "edgar@muster.test",
      email_verified: true,
      "cognito:groups": ["editor"],
      "custom:workspace": "local",
    });
    expect(Number(id.exp) - Number(id.iat)).toBe(expires_in);
    expect(await verified(access_token)).toMatchObject({
      token_use: "access",
      client_id: pages.clientId,
      sub: id.sub,
      scope: "openid email profile",
      "cognito:groups": ["editor"],
    });
  });
});

describe("a refresh token", () => {
  it("becomes new tokens of the same person, and no other token does", async () => {
    const { id_token, access_token, refresh_token } = await pages.tokens("viewer");
    const form = { grant_type: "refresh_token", client_id: pages.clientId };
    const answer = await pages.token({ ...form, refresh_token });
    expect(answer.status).toBe(200);
    const { id_token: renewed } = z.object({ id_token: z.string() }).parse(await answer.json());
    const [before, after] = [decodeJwt(id_token), decodeJwt(renewed)];
    // Clients refuse a renewal of somebody else, or of another sign-in.
    expect(after.sub).toBe(before.sub);
    expect(after["auth_time"]).toBe(before["auth_time"]);
    for (const other of [access_token, id_token, `${refresh_token}x`, "made up"])
      expect((await pages.token({ ...form, refresh_token: other })).status).toBe(400);
  });
});

describe("its keys", () => {
  it("are two; a token outlives one rotation, and not a second", async () => {
    const { id_token } = await pages.tokens("admin");
    await pages.rotate();
    const after = await pages.tokens("admin");
    expect((await verified(id_token)).sub).toBe(decodeJwt(after.id_token).sub);
    expect((await verified(after.id_token))["token_use"]).toBe("id");
    await pages.rotate();
    await expect(verified(id_token)).rejects.toThrow("no applicable key");
    const answer = await fetch(`${pages.issuer}/.well-known/jwks.json`);
    const { keys } = JSON.parse(await answer.text());
    expect(keys).toHaveLength(2);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });
});
