import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnUserPoolClient,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  StringAttribute,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { roles } from "../../shared/contracts/role.ts";
import type { StageSettings } from "../stage-settings.ts";

export interface SignInProps {
  readonly settings: StageSettings;
  /** Where the console is, without a slash at the end. */
  readonly consoleOrigin: string;
  /** Begins the address of the sign-in pages; one of its kind in all of the region. */
  readonly domainPrefix: string;
  readonly region: string;
}

/** The people of all workspaces, and the console's way to let them in. */
export class SignIn extends Construct {
  /** What whoever validates their tokens is told. */
  readonly environment: Record<string, string>;
  readonly userPoolId: string;
  /** Which a page asks, to sign somebody in. */
  readonly origins: readonly string[];

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const people = peoplePool(this, props.settings);
    for (const role of roles) people.addGroup(`Group${role}`, { groupName: role });
    people.addDomain("Domain", { cognitoDomain: { domainPrefix: props.domainPrefix } });
    const client = consoleClient(this, people, props.consoleOrigin);
    const pages = `https://${props.domainPrefix}.auth.${props.region}.amazoncognito.com`;
    this.userPoolId = people.userPoolId;
    this.origins = [`https://cognito-idp.${props.region}.amazonaws.com`, pages];
    this.environment = {
      SIGN_IN_ISSUER: people.userPoolProviderUrl,
      SIGN_IN_CLIENT_ID: client.userPoolClientId,
      SIGN_IN_SIGN_OUT_URL: `${pages}/logout`,
    };
  }
}

/** Nobody signs up: whoever runs Muster adds people, gives them a group and their workspace. */
function peoplePool(scope: Construct, settings: StageSettings): UserPool {
  const pool = new UserPool(scope, "People", {
    featurePlan: FeaturePlan.ESSENTIALS,
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: {
      email: { required: true, mutable: true },
      fullname: { required: true, mutable: true },
    },
    customAttributes: { workspace: new StringAttribute({ mutable: true, maxLen: 40 }) },
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(7),
    },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    deletionProtection: settings.removal === RemovalPolicy.RETAIN,
    removalPolicy: settings.removal,
  });
  Validations.of(pool).acknowledge({
    id: "AwsSolutions-COG8",
    reason: "The plus plan costs per person; a second factor is required instead.",
  });
  return pool;
}

/**
 * A page keeps no secret: code and PKCE. No other flow, and no scope by which people could write
 * their own attributes: the workspace is one.
 */
function consoleClient(scope: Construct, people: UserPool, origin: string): UserPoolClient {
  const seen = new ClientAttributes().withStandardAttributes({ email: true, fullname: true });
  const client = new UserPoolClient(scope, "Console", {
    userPool: people,
    generateSecret: false,
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: [`${origin}/signed-in`],
      logoutUrls: [`${origin}/`],
    },
    readAttributes: seen.withCustomAttributes("workspace"),
    writeAttributes: seen,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    idTokenValidity: Duration.hours(1),
    accessTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.days(7),
  });
  const { defaultChild } = client.node;
  if (defaultChild instanceof CfnUserPoolClient)
    defaultChild.explicitAuthFlows = ["ALLOW_REFRESH_TOKEN_AUTH"];
  return client;
}
