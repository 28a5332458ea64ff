/** Whose a sealed text is. The key service is told, and opens a key only when told the same. */
export type SealContext = Readonly<Record<string, string>>;

export interface DataKey {
  /** 32 bytes; never stored. */
  readonly plain: Uint8Array;
  /** What is stored beside the sealed text: only the key service can open it. */
  readonly wrapped: Uint8Array;
}

/** Makes and opens data keys; the key that wraps them never leaves it. */
export interface KeyService {
  newDataKey(context: SealContext): Promise<DataKey>;
  /** Throws `PermanentError` where the key was wrapped for somebody else, or elsewhere. */
  openDataKey(wrapped: Uint8Array, context: SealContext): Promise<Uint8Array>;
}
