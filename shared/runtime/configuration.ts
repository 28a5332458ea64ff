import { PermanentError } from "./errors.ts";

/** A setting that the template gives to a function. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw new PermanentError(`The function was deployed without its setting ${name}.`);
  return value;
}
