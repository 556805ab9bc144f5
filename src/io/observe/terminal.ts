/** What the standard streams are connected to. */
export interface Terminals {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** Characters per line; 80 if no terminal says otherwise. */
  readonly width: number;
}

const USUAL_WIDTH = 80;

function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns || USUAL_WIDTH;
  } catch {
    return USUAL_WIDTH; // no stream is a terminal
  }
}

/** The streams of this process. */
export function inspectTerminals(): Terminals {
  return {
    stdin: Deno.stdin.isTerminal(),
    stdout: Deno.stdout.isTerminal(),
    stderr: Deno.stderr.isTerminal(),
    width: terminalWidth(),
  };
}
