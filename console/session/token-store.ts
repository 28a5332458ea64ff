const place = "muster-token";

/** A token that somebody pasted, or that the address carried; for this tab only. */
export const pastedToken = {
  read: (): string | undefined => sessionStorage.getItem(place) ?? undefined,
  keep: (token: string): void => sessionStorage.setItem(place, token),
  forget: (): void => sessionStorage.removeItem(place),
};

/** The address may carry the token once; it is taken out of it. */
export function takeTokenFromAddress(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return;
  pastedToken.keep(given);
  history.replaceState(null, "", location.pathname + location.search);
}
