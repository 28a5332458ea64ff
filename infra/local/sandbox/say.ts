/** One JSON object a line, as every process of the system logs. */
export function say(level: "info" | "warn" | "error", message: string, more: object = {}): void {
  process.stdout.write(`${JSON.stringify({ level, message, ...more })}\n`);
}
