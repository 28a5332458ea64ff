/** The names under which rules say what they read and changes say what they touch. */

const behaviourPrefix = "behaviour:";

export const anyBehaviour = `${behaviourPrefix}*`;
/** Read by rules on the profile's id, which is set when the profile is born. */
export const idField = "id";

export function attributeField(name: string): string {
  return `attribute:${name}`;
}

export function behaviourField(name: string): string {
  return `${behaviourPrefix}${name}`;
}

export function isBehaviourField(field: string): boolean {
  return field.startsWith(behaviourPrefix);
}
