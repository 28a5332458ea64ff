import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { contentSecurityPolicy, isPage, pageAtTheEdge } from "../../infra/console-serving.ts";
import { synthesized } from "./synthesized.ts";

const { ofType } = synthesized("prod");
const only = (type: string) => [...ofType(type).values()][0];

describe("the user pool", () => {
  it("lets nobody sign up, and nobody in without a second factor", () => {
    expect(only("AWS::Cognito::UserPool")).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: "ON",
      DeletionProtection: "ACTIVE",
    });
  });

  it("has a group for each role", () => {
    const groups = [...ofType("AWS::Cognito::UserPoolGroup").values()];
    expect(groups.map(({ GroupName }) => GroupName)).toEqual(["viewer", "editor", "admin"]);
  });

  it("shows the console a person's workspace, and has no way for people to write it", () => {
    const client = only("AWS::Cognito::UserPoolClient");
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email", "profile"],
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    });
    expect(client?.["ReadAttributes"]).toContain("custom:workspace");
    expect(client?.["WriteAttributes"]).not.toContain("custom:workspace");
  });

  it("is whom the API believes", () => {
    const { Environment } = {
      Environment: undefined,
      ...ofType("AWS::Lambda::Function").get("AnswerApi"),
    };
    expect(Environment).toMatchObject({
      Variables: {
        SIGN_IN_ISSUER: { "Fn::GetAtt": ["SignInPeople", "ProviderURL"] },
        SIGN_IN_CLIENT_ID: { Ref: "SignInConsole" },
      },
    });
  });
});

describe("what the page answers", () => {
  const paths: readonly [string, boolean][] = [
    ["/", true],
    ["/segments/s-1", true],
    ["/data-quality/contact/hs.tier", true],
    ["/signed-in", true],
    ["/apiary", true],
    ["/favicon.svg", false],
    ["/assets/index-1.js", false],
    ["/api/v1/segments", false],
    ["/hooks", false],
    ["/health", false],
    ["/local/idle", false],
  ];
  it.each(paths)("%s: %s", (path, expected) => {
    expect(isPage(path)).toBe(expected);
  });

  it("is the same at the edge", () => {
    for (const [path, expected] of paths) {
      const event = JSON.stringify({ request: { uri: path } });
      // As CloudFront runs it: nothing around it but the language.
      const answer: unknown = runInNewContext(`${pageAtTheEdge}; handler(${event}).uri`);
      expect(answer).toBe(expected ? "/index.html" : path);
    }
  });

  it("may run scripts of its own files only", () => {
    const policy = contentSecurityPolicy(["https://pool.test"]);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' https://pool.test;");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });
});
