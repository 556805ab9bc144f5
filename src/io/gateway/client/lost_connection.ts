/** Why a connection is no more; never seen by users, who are told of it as an event. */
export class LostConnection extends Error {
  override readonly name = "LostConnection";
}

/** The gateway ended the session with an error record, or refused it, and said so. */
export class GatewayRefusal extends Error {
  override readonly name = "GatewayRefusal";
  /** Code of the error record; 1 if the authentication failed. */
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}
