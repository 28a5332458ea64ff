const place = "muster-recent-profiles";
const most = 6;

/** Whom this tab has looked at, the latest first. Ids only: what they are called stays in Muster. */
export function recentProfiles(): string[] {
  const kept = sessionStorage.getItem(place);
  return kept === null || kept === "" ? [] : kept.split(" ");
}

export function noteRecent(id: string): void {
  const others = recentProfiles().filter((each) => each !== id);
  sessionStorage.setItem(place, [id, ...others].slice(0, most).join(" "));
}
