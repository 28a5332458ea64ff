import { z } from "zod";
import { eraseOnRequest, liftErasure } from "../flow/erase-on-request.ts";
import { findProfile } from "./profiles.ts";
import { route } from "./route.ts";

const tag = "Profiles";
const ProfilePath = z.object({ id: z.string() });
const Erasure = z.object({ profileId: z.string(), state: z.enum(["erasing", "erased", "lifted"]) });

export const postErasure = route({
  method: "POST",
  path: "/api/v1/profiles/{id}/erasure",
  role: "admin",
  tag,
  status: 202,
  bodyOptional: true,
  problems: [409],
  summary: "Erase everything about a person; later events of the same person are refused",
  description:
    "It leaves every segment, and destinations are told. What is kept is a keyed hash of what the person was called, by which later events are known, of whatever source.",
  input: { params: ProfilePath, body: z.strictObject({}) },
  output: Erasure,
  async handle({ params }, call) {
    const profile = await findProfile(call, params.id);
    await eraseOnRequest(call.context, profile);
    call.context.log.info("erasure asked for", { profileId: profile.id, by: call.callerId });
    return { body: stateOf(profile.id, profile.erasedAt === undefined ? "erasing" : "erased") };
  },
});

export const deleteErasure = route({
  method: "DELETE",
  path: "/api/v1/profiles/{id}/erasure",
  role: "admin",
  tag,
  status: 200,
  problems: [409],
  summary: "Take in again what sources tell of an erased person; what was erased stays so",
  input: { params: ProfilePath },
  output: Erasure,
  async handle({ params }, call) {
    const profile = await findProfile(call, params.id);
    await liftErasure(call.context, profile);
    call.context.log.info("erasure lifted", { profileId: profile.id, by: call.callerId });
    return { body: stateOf(profile.id, "lifted") };
  },
});

type Erasure = z.input<typeof Erasure>;

function stateOf(profileId: string, state: Erasure["state"]): Erasure {
  return { profileId, state };
}
