import { createServer, type Server } from "node:http";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { listen } from "../../infra/local/gateway.ts";
import { closeServer } from "../../infra/local/local-cloud.ts";

interface Signer {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: JWK;
}

/** A sign-in provider that signs whatever it is told, and counts how often its keys are read. */
export class Issuer {
  readonly url: string;
  readonly clientId = "console";
  readonly #server: Server;
  #signers: readonly Signer[] = [];
  reads = 0;
  /** As if it could not be reached. */
  broken = false;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(): Promise<Issuer> {
    const server = createServer();
    const issuer = new Issuer(server, `http://127.0.0.1:${await listen(server, 0)}/pool`);
    server.on("request", (request, response) => {
      issuer.reads += 1;
      const isKeys = request.url === "/pool/.well-known/jwks.json" && !issuer.broken;
      const keys = issuer.#signers.map(({ published }) => published);
      response.writeHead(isKeys ? 200 : 500).end(JSON.stringify({ keys }));
    });
    await issuer.addKey("first");
    return issuer;
  }

  get settings() {
    return { issuer: this.url, clientId: this.clientId, signOutUrl: `${this.url}/logout` };
  }

  /** The newest key signs. */
  async addKey(kid: string): Promise<void> {
    this.#signers = [await newSigner(kid), ...this.#signers];
  }

  /** A token as it should be, save what is said otherwise. */
  async token(claims: JWTPayload = {}, header: { alg?: string; kid?: string } = {}) {
    const [signer] = this.#signers;
    if (signer === undefined) throw new Error("The issuer has no key.");
    return new SignJWT({ ...this.#claims(), ...claims })
      .setProtectedHeader({ alg: "RS256", kid: signer.kid, ...header })
      .sign(signer.privateKey);
  }

  /** The same claims, signed by somebody else under the key's name. */
  async forged(): Promise<string> {
    const { privateKey } = await newSigner("other");
    return new SignJWT(this.#claims())
      .setProtectedHeader({ alg: "RS256", kid: this.#signers[0]?.kid ?? "" })
      .sign(privateKey);
  }

  /** The published key taken for a shared secret: a validator that believes the header falls for it. */
  async signedWithPublicKey(): Promise<string> {
    const [signer] = this.#signers;
    const secret = new TextEncoder().encode(JSON.stringify(signer?.published));
    return new SignJWT(this.#claims())
      .setProtectedHeader({ alg: "HS256", kid: signer?.kid ?? "" })
      .sign(secret);
  }

  unsigned(): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none", kid: this.#signers[0]?.kid })}.${part(this.#claims())}.`;
  }

  stop(): Promise<void> {
    return closeServer(this.#server);
  }

  #claims(): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.url,
      aud: this.clientId,
      sub: "person-1",
      token_use: "id",
      iat: now,
      exp: now + 3_600,
      name: "Ann Berg",
      email: "ann@acme.test",
      "cognito:groups": ["editor"],
      "custom:workspace": "people",
    };
  }
}

async function newSigner(kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  return { kid, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg: "RS256" } };
}
