const suffixes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * An id in its form of 18 characters. Some parts of Salesforce give the first 15, in which
 * case matters; the last three tell which of those are capitals. Other text stays as it is.
 */
export function longId(id: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return id;
  const suffix = [0, 5, 10].map((start) => {
    const capitals = [0, 1, 2, 3, 4].reduce(
      (bits, place) => (/[A-Z]/.test(id.charAt(start + place)) ? bits + 2 ** place : bits),
      0,
    );
    return suffixes.charAt(capitals);
  });
  return id + suffix.join("");
}

/** Whether it is one record's id, and not a wildcard such as `001*`. */
export function isRecordId(id: string): boolean {
  return /^[A-Za-z0-9]{18}$/.test(id);
}
