import type { AttributeValue } from "../../contracts/change.ts";
import { PermanentError } from "../../runtime/errors.ts";
import type { AttributeWriter } from "../attribute-writer.ts";
import { typeKey } from "./describe.ts";
import { entityOfRecord } from "./field-target.ts";
import { attributeNameOf, type FieldValue, valueOf } from "./field-value.ts";
import { recordRefusal, sessionOf } from "./session.ts";

export const writeSalesforceAttributes: AttributeWriter = async (connection, record, values) => {
  const { recordId } = record;
  const entity = entityOfRecord(record);
  if (entity === undefined)
    throw new PermanentError(`${recordId} is no contact, lead or account of this Salesforce org.`);
  const written = Object.entries(values).map(([name, value]) => {
    const field = fieldOf(name);
    const raw = rawOf(value);
    const type = connection.propertyTypes[typeKey(entity, field)];
    return { name, field, raw, told: valueOf(raw, type) };
  });
  const fields = Object.fromEntries(written.map(({ field, raw }) => [field, raw]));
  const salesforce = await sessionOf(connection);
  const [result] = await salesforce.update(entity, [{ Id: recordId, ...fields }]);
  const refusal = result === undefined ? "it did not answer" : recordRefusal(result);
  if (refusal !== undefined) throw new PermanentError(`Salesforce refused the values: ${refusal}`);
  return Object.fromEntries(written.map(({ name, told }) => [name, told]));
};

function fieldOf(name: string): string {
  if (name === "email") return "Email";
  const bare = name.replace(/^salesforce_/, "");
  return attributeNameOf(bare) === name ? bare : name;
}

function rawOf(value: AttributeValue | null): FieldValue {
  return typeof value === "object" && value !== null ? value.join(";") : value;
}
