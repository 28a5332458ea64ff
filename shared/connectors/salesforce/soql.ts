/** A text as SOQL reads it. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm */
export function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`).replaceAll(/[\r\n]/g, " ")}'`;
}

/** Values for an IN of SOQL. */
export function listed(texts: readonly string[]): string {
  return `(${texts.map(quoted).join(", ")})`;
}
