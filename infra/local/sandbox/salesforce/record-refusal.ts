/** A record's own refusal, by which the others are not kept. */
export class RecordRefusal extends Error {
  readonly statusCode: string;

  constructor(statusCode: string, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}
