const place = "muster-token";

/** The address may carry the token once; it is kept for this tab and taken out of the address. */
function takeFromAddress(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return;
  sessionStorage.setItem(place, given);
  history.replaceState(null, "", location.pathname + location.search);
}

takeFromAddress();

/** What requests to the API carry; undefined where nobody has signed in. */
export async function bearerToken(): Promise<string | undefined> {
  return sessionStorage.getItem(place) ?? undefined;
}

/** The API no longer takes it: whoever reads on signs in again. */
export function tokenWasRefused(): void {
  sessionStorage.removeItem(place);
}
