import { createContext, useContext } from "react";
import { type Role, reaches } from "../../shared/contracts/role.ts";
import type { Schemas } from "../api/client.ts";

/** Whose page it is. */
export const SessionContext = createContext<Schemas["Me"] | undefined>(undefined);

interface Session extends Readonly<Schemas["Me"]> {
  /** Whether the role suffices: what it does not suffice for is shown as disabled, or not at all. */
  may(least: Role): boolean;
}

/** Who reads, in which workspace, and what they may do. */
export function useSession(): Session {
  const me = useContext(SessionContext);
  if (me === undefined) throw new Error("There is no session here: the page stands outside it.");
  return { ...me, may: (least) => reaches(me.role, least) };
}
