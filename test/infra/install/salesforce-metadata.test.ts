import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { grantCallback } from "../../../shared/api/oauth.ts";
import { entities } from "../../../shared/connectors/salesforce/entities.ts";
import { salesforceScopes } from "../../../shared/connectors/salesforce/oauth.ts";
import { apiVersion } from "../../../shared/connectors/salesforce/versions.ts";
import { readXml, type XmlElement } from "../../../shared/connectors/salesforce/xml.ts";

const root = join(import.meta.dirname, "../../../infra/install/salesforce");
const namespace = "http://soap.sforce.com/2006/04/metadata";

/** Each type's folder and suffix, as the Metadata API's guide has them. */
const types: Readonly<Record<string, readonly [folder: string, suffix: string]>> = {
  ExternalClientApplication: ["externalClientApps", "eca"],
  ExtlClntAppOauthSettings: ["extlClntAppOauthSettings", "ecaOauth"],
  ExtlClntAppGlobalOauthSettings: ["extlClntAppGlobalOauthSets", "ecaGlblOauth"],
  ExtlClntAppOauthConfigurablePolicies: ["extlClntAppOauthPolicies", "ecaOauthPlcy"],
  PermissionSet: ["permissionsets", "permissionset"],
  PlatformEventChannel: ["platformEventChannels", "platformEventChannel"],
  PlatformEventChannelMember: ["platformEventChannelMembers", "platformEventChannelMember"],
  NamedCredential: ["namedCredentials", "namedCredential"],
  EventRelayConfig: ["eventRelays", "eventRelay"],
  CustomField: ["fields", "field"],
};

interface Component {
  readonly file: string;
  readonly fullName: string;
  readonly root: XmlElement;
}

function componentsOf(type: string): Component[] {
  const [folder, suffix] = types[type] ?? ["", ""];
  const pattern = `**/${folder}/*.${suffix}-meta.xml`;
  return globSync(pattern, { cwd: root }).map((file) => ({
    file,
    fullName: basename(file, `.${suffix}-meta.xml`),
    root: readXml(readFileSync(join(root, file), "utf8")),
  }));
}

function only(type: string): Component {
  const [component, ...others] = componentsOf(type);
  if (component === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return component;
}

function texts({ children }: XmlElement, name: string): string[] {
  return children.filter((each) => each.name === name).map(({ text }) => text.trim());
}

const text = (component: Component, name: string) => texts(component.root, name)[0];

describe("the Salesforce metadata", () => {
  it("is well formed, in the folders of its types, with nothing that is of no known type", () => {
    const known = Object.keys(types).flatMap((type) =>
      componentsOf(type).map(({ file, root: element }) => {
        expect([file, element.name, element.namespace]).toEqual([file, type, namespace]);
        return file;
      }),
    );
    expect(known.sort()).toEqual(globSync("**/*.xml", { cwd: root }).sort());
  });

  it("keeps the elements of each file in order, as the Metadata API wants them", () => {
    for (const file of globSync("**/*.xml", { cwd: root })) {
      const names = readXml(readFileSync(join(root, file), "utf8")).children.map(
        ({ name }) => name,
      );
      // A custom field begins with its full name.
      const rest = names[0] === "fullName" ? names.slice(1) : names;
      expect([file, ...rest]).toEqual([file, ...rest.toSorted()]);
    }
  });

  it("is of the API version that the connector uses, and replaces only what is there", () => {
    const Project = z.looseObject({
      sourceApiVersion: z.string(),
      packageDirectories: z.array(z.looseObject({ path: z.string() })),
      replacements: z.array(
        z.strictObject({
          filename: z.string(),
          stringToReplace: z.string(),
          replaceWithEnv: z.string(),
        }),
      ),
    });
    const project = Project.parse(
      JSON.parse(readFileSync(join(root, "sfdx-project.json"), "utf8")),
    );
    expect(project.sourceApiVersion).toBe(apiVersion);
    const folders = globSync("*/main", { cwd: root }).map((folder) => folder.split("/")[0]);
    const packages = project.packageDirectories.map(({ path }) => path);
    expect(new Set(packages)).toEqual(new Set(folders));
    for (const { filename, stringToReplace } of project.replacements)
      expect(readFileSync(join(root, filename), "utf8")).toContain(stringToReplace);
  });
});

describe("the External Client App", () => {
  it("grants what the connector asks for, to a callback that this system answers at", () => {
    const granted = text(only("ExtlClntAppOauthSettings"), "commaSeparatedOauthScopes");
    const names: Readonly<Record<string, string>> = {
      api: "Api",
      refresh_token: "RefreshToken",
      openid: "OpenID",
    };
    expect(granted?.split(", ")).toEqual(salesforceScopes.map((scope) => names[scope]));
    const context = { publicUrl: () => "https://muster.example.com" };
    const callback = grantCallback(context, "salesforce");
    expect(text(only("ExtlClntAppGlobalOauthSettings"), "callbackUrl")).toBe(callback);
  });

  it("wants PKCE, a secret and rotation, and carries neither key nor secret", () => {
    const settings = only("ExtlClntAppGlobalOauthSettings");
    expect(text(settings, "isPkceRequired")).toBe("true");
    expect(text(settings, "isConsumerSecretOptional")).toBe("false");
    expect(text(settings, "isRefreshTokenRotationEnabled")).toBe("true");
    for (const secret of ["consumerKey", "consumerSecret", "certificate"])
      expect(text(settings, secret)).toBeUndefined();
  });

  it("is for those who have the permission set, and its parts name each other", () => {
    const { fullName } = only("ExternalClientApplication");
    const policies = only("ExtlClntAppOauthConfigurablePolicies");
    const parts = [
      policies,
      only("ExtlClntAppOauthSettings"),
      only("ExtlClntAppGlobalOauthSettings"),
    ];
    for (const part of parts) expect(text(part, "externalClientApplication")).toBe(fullName);
    const sets = componentsOf("PermissionSet").map((each) => each.fullName);
    expect(sets).toContain(text(policies, "commaSeparatedPermissionSet"));
    expect(text(policies, "permittedUsersPolicyType")).toBe("AdminApprovedPreAuthorized");
  });
});

describe("what the user may do", () => {
  it("covers every kind of record that is followed, deletes nothing, and is no administrator", () => {
    const permissions = componentsOf("PermissionSet").flatMap(({ root: element }) =>
      element.children.filter(({ name }) => name === "objectPermissions"),
    );
    const objects = permissions.flatMap((each) => texts(each, "object"));
    expect(objects.sort()).toEqual([...entities, "Campaign"].sort());
    for (const each of permissions) {
      expect(texts(each, "allowRead")).toEqual(["true"]);
      expect(texts(each, "allowDelete")).toEqual(["false"]);
      expect(texts(each, "modifyAllRecords")).toEqual(["false"]);
    }
  });
});

describe("the changes", () => {
  it("are those of the records that are followed, on a channel of Muster's own", () => {
    const channel = only("PlatformEventChannel");
    expect(text(channel, "channelType")).toBe("data");
    const members = componentsOf("PlatformEventChannelMember");
    const selected = members.map((member) => text(member, "selectedEntity"));
    expect(new Set(selected)).toEqual(new Set(entities.map((entity) => `${entity}ChangeEvent`)));
    for (const member of members) {
      expect(text(member, "eventChannel")).toBe(channel.fullName);
      expect(member.fullName).toBe(`Muster_Changes_chn_${text(member, "selectedEntity")}`);
    }
  });

  it("are relayed to AWS from where they stopped, else from the earliest that is kept", () => {
    const relay = only("EventRelayConfig");
    expect(text(relay, "eventChannel")).toBe(only("PlatformEventChannel").fullName);
    const credential = only("NamedCredential");
    expect(text(relay, "destinationResourceName")).toBe(`callout:${credential.fullName}`);
    expect(text(credential, "endpoint")).toMatch(/^arn:aws:[A-Z0-9-]+:\d{12}$/);
    const option: unknown = JSON.parse(text(relay, "relayOption") ?? "");
    expect(option).toEqual({ ReplayRecovery: "EARLIEST" });
    expect(text(relay, "state")).toBe("STOP");
  });
});
