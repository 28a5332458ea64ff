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

function write(level: string, message: string, fields: Fields | undefined): void {
  console.log(JSON.stringify({ level, message, ...fields }));
}
