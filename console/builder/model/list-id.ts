/** The id of a list in the address under which a CRM shows it; what is no address is the id itself. */
export function listIdIn(text: string): string {
  const given = text.trim();
  const view = /[?&](?:filterName|fcf)=([^&#]+)/.exec(given)?.[1];
  if (view !== undefined) return decodeURIComponent(view);
  const list = /(?:lists|objectLists)\/(\d+)/.exec(given)?.[1];
  return list ?? given;
}
