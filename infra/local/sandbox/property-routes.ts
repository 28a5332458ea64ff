import { z } from "zod";
import { CustomProperties, NewProperty, Options } from "./custom-properties.ts";
import { type Grants, hubspotError } from "./grants.ts";
import type { Call, Reply, Route } from "./http.ts";
import { readJson } from "./read-json.ts";
import { typeAt } from "./record-type-at.ts";

const base = "/crm/properties/2026-09/:type";
const NewGroup = z.strictObject({ name: z.string().min(1), label: z.string().min(1) });
const Edit = z.strictObject({ label: z.string().optional(), options: Options.optional() });

/** Definitions of properties, the portal's own and those that apps add. */
export function propertyRoutes(properties: CustomProperties, grants: Grants): Route[] {
  const route = (
    method: Route["method"],
    path: string,
    answer: (properties: CustomProperties, call: Call) => Reply,
  ): Route => ({
    method,
    path: base + path,
    answer: grants.guard((call) => answer(properties, call)),
  });
  return [
    route("GET", "", (all, call) => ({
      status: 200,
      json: { results: all.described(typeAt(call)) },
    })),
    route("POST", "/groups", makeGroup),
    route("POST", "", make),
    route("GET", "/:name", read),
    route("PATCH", "/:name", edit),
  ];
}

function makeGroup(properties: CustomProperties, call: Call): Reply {
  const { name, label } = readJson(NewGroup, call.body);
  if (properties.groups(typeAt(call)).includes(name))
    return hubspotError(409, "OBJECT_ALREADY_EXISTS", `Property group ${name} already exists.`);
  properties.addGroup(typeAt(call), name);
  return { status: 201, json: { name, label, displayOrder: -1, archived: false } };
}

function make(properties: CustomProperties, call: Call): Reply {
  const property = readJson(NewProperty, call.body);
  const type = typeAt(call);
  if (!properties.groups(type).includes(property.groupName))
    return hubspotError(400, "VALIDATION_ERROR", `No property group ${property.groupName}.`);
  if (properties.of(type).some(({ name }) => name === property.name))
    return hubspotError(409, "OBJECT_ALREADY_EXISTS", `Property ${property.name} already exists.`);
  properties.put(type, property);
  return { status: 201, json: property };
}

function read(properties: CustomProperties, call: Call): Reply {
  const found = properties.of(typeAt(call)).find(({ name }) => name === call.part("name"));
  return found === undefined ? missing(call) : { status: 200, json: found };
}

function edit(properties: CustomProperties, call: Call): Reply {
  const found = properties.of(typeAt(call)).find(({ name }) => name === call.part("name"));
  if (found === undefined) return missing(call);
  const { label = found.label, options = found.options } = readJson(Edit, call.body);
  const edited = { ...found, label, options };
  properties.put(typeAt(call), edited);
  return { status: 200, json: edited };
}

function missing({ part }: Call): Reply {
  return hubspotError(404, "OBJECT_NOT_FOUND", `No property exists named "${part("name")}"`);
}
