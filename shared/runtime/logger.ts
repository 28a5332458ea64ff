type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logger {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, error: unknown, fields?: Fields): void;
}

/**
 * One JSON object a line. Fields are numbers, ids and reasons; values of profiles and
 * secrets are never given to it.
 */
export const log: Logger = {
  info: (message, fields) => write("info", message, fields),
  warn: (message, fields) => write("warn", message, fields),
  error: (message, error, fields) =>
    write("error", message, {
      ...fields,
      error: error instanceof Error ? `${error.name}: ${error.message}` : "unknown error",
    }),
};

/**
 * Not by the console: on Lambda it puts what it is given into a record of its own, and no metric
 * or query finds a field of text within text. A line that is JSON already is kept as it is.
 */
function write(level: string, message: string, fields: Fields | undefined): void {
  const timestamp = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ timestamp, level, message, ...trace(), ...fields })}\n`);
}

/** Of the invocation: the same in X-Ray. Absent where nothing is traced. */
function trace(): { traceId?: string } {
  const traceId = /Root=([^;]+)/.exec(process.env["_X_AMZN_TRACE_ID"] ?? "")?.[1];
  return traceId === undefined ? {} : { traceId };
}

/** The same, each line with these fields as well. */
export function saying(log: Logger, given: Fields): Logger {
  return {
    info: (message, fields) => log.info(message, { ...given, ...fields }),
    warn: (message, fields) => log.warn(message, { ...given, ...fields }),
    error: (message, error, fields) => log.error(message, error, { ...given, ...fields }),
  };
}
