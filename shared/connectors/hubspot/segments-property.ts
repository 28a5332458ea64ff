import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import { SetupError } from "../../runtime/errors.ts";
import { callHubSpot, type HubSpotCall, readHubSpot, sendHubSpot } from "./api.ts";
import { objectTypeIds, paths } from "./versions.ts";

/** The property that names a record's segments. Muster's own: it is written, and never read. */
export const segmentsProperty = "muster_segments";
const group = { name: "muster", label: "Muster" } as const;

const Option = z.object({
  value: z.string(),
  label: z.string(),
  hidden: z.boolean().default(false),
  description: z.string().optional(),
  displayOrder: z.number().optional(),
});
type Option = z.infer<typeof Option>;

const Definition = z.object({
  groupName: z.string(),
  fieldType: z.string(),
  options: z.array(Option).default([]),
});

interface Portal {
  readonly object: ObjectKind;
  readonly accessToken: string;
}

/**
 * One choice for the segment, under its name; the property is made where there is none. Its
 * value is the segment's id, so that records keep it when the segment is renamed. To be called
 * by one at a time: choices are replaced as a whole.
 */
export async function offerSegment(
  portal: Portal,
  segmentId: string,
  segmentName: string,
): Promise<void> {
  const options = await choices(portal);
  const others = (options ?? []).filter(({ value }) => value !== segmentId);
  const own = options?.find(({ value }) => value === segmentId);
  const label = freeLabel(segmentName, others);
  if (own?.label === label && !own.hidden) return;
  const offered = { ...own, value: segmentId, label, hidden: false };
  if (options === undefined) return makeProperty(portal, offered);
  const place = own === undefined ? options.length : options.indexOf(own);
  await replaceChoices(portal, options.toSpliced(place, 1, offered));
}

/** No record may be given the segment any more. */
export async function withdrawSegment(portal: Portal, segmentId: string): Promise<void> {
  const options = await choices(portal);
  const others = options?.filter(({ value }) => value !== segmentId);
  if (others !== undefined && others.length !== options?.length)
    await replaceChoices(portal, others);
}

/** Undefined where there is no such property. */
async function choices(portal: Portal): Promise<Option[] | undefined> {
  const call = callOf(portal, "GET", `/${segmentsProperty}`);
  const answer = await sendHubSpot(call);
  if (answer.status === 404) return undefined;
  const { groupName, fieldType, options } = readHubSpot(answer, call, Definition);
  if (groupName === group.name && fieldType === "checkbox") return options;
  throw new SetupError(
    `The portal has a property "${segmentsProperty}" that Muster did not make.`,
    "Delete that property in HubSpot, or give it another name, then remove this destination and add it again.",
  );
}

async function makeProperty(portal: Portal, first: Option): Promise<void> {
  const grouping = callOf(portal, "POST", "/groups", group);
  const grouped = await sendHubSpot(grouping);
  // Conflict: the group is there.
  if (grouped.status !== 409) readHubSpot(grouped, grouping, z.unknown());
  const making = callOf(portal, "POST", "", {
    name: segmentsProperty,
    label: "Muster segments",
    description:
      "The segments this record is in, kept up to date by Muster. Edits are overwritten.",
    groupName: group.name,
    type: "enumeration",
    fieldType: "checkbox",
    formField: false,
    options: [first],
  });
  const made = await sendHubSpot(making);
  if (made.status === 409)
    throw new SetupError(
      `The property "${segmentsProperty}" was deleted in HubSpot.`,
      "Restore it there under Settings, Properties, Archived, then remove this destination and add it again.",
    );
  readHubSpot(made, making, z.unknown());
}

async function replaceChoices(portal: Portal, options: readonly Option[]): Promise<void> {
  await callHubSpot(callOf(portal, "PATCH", `/${segmentsProperty}`, { options }), z.unknown());
}

/** HubSpot takes no two choices of one name, whatever their case. */
function freeLabel(name: string, others: readonly Option[]): string {
  const taken = new Set(others.map(({ label }) => label.toLowerCase()));
  let label = name;
  for (let attempt = 2; taken.has(label.toLowerCase()); attempt += 1)
    label = `${name} (${attempt})`;
  return label;
}

function callOf(
  { object, accessToken }: Portal,
  method: HubSpotCall["method"],
  path: string,
  json?: object,
): HubSpotCall {
  return {
    method,
    path: `${paths.properties.api}/${objectTypeIds[object]}${path}`,
    accessToken,
    ...(json === undefined ? {} : { json }),
  };
}
