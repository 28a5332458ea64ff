import { z } from "zod";
import { route } from "../route.ts";

const SignIn = z
  .object({
    provider: z
      .object({
        issuer: z.string().meta({ description: "Of OpenID Connect; it describes itself." }),
        clientId: z.string(),
        scopes: z.array(z.string()),
        signOutUrl: z.string().meta({
          description: "Ends the session there, with `logout_uri` added: where to go on.",
        }),
      })
      .optional()
      .meta({ description: "Absent where people have no way in but a token." }),
  })
  .meta({ id: "SignIn" });

export const getSignIn = route({
  method: "GET",
  path: "/api/v1/sign-in",
  // Whoever has no token yet asks for it.
  open: true,
  tag: "Service",
  status: 200,
  summary: "Where people sign in; the ID token they get is a bearer token here",
  input: {},
  output: SignIn,
  handle: (_, { context: { signIn } }) => ({
    body: signIn === undefined ? {} : { provider: { ...signIn, scopes } },
  }),
});

const scopes = ["openid", "email", "profile"];
