import { randomBytes } from "node:crypto";
import { QueueError } from "./queue-error.ts";

/** A fresh receipt handle for the message with the given sequence number. */
export const receiptOf = (seq: number): string => `${seq}-${randomBytes(12).toString("hex")}`;

/** @throws QueueError ReceiptHandleIsInvalid */
export const seqOf = (receiptHandle: string): number => {
  const seq = /^(\d{1,15})-[0-9a-f]{24}$/.exec(receiptHandle)?.[1];
  if (seq !== undefined) return Number(seq);
  throw new QueueError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
};
