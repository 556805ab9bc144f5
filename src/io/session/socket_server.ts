/** A Unix socket on which sessions are served, each connection on its own. */
import { MomoError } from "../../core/error.ts";
import { untilAborted } from "../bytes/until_aborted.ts";
import { ioError } from "../store/io_error.ts";

/** Trainers at the same time; further ones are closed at once. */
const MOST_CONNECTIONS = 256;
const OWNER_ONLY = 0o600;

/** What is done with a connection; it is closed when this is over. */
export type ServeConnection = (connection: Deno.UnixConn) => Promise<void>;

/**
 * Accepts connections until the signal is aborted; then closes all of them and removes the socket.
 *
 * @param onProblem Told why a connection ended, unless its end was orderly.
 * @throws {MomoError} `conflict` if a process listens there, or the path is a file; `io` if it cannot be used.
 * @throws The signal's reason, once it is aborted; a failure of `serve` that is no `MomoError` and not about the
 * connection, which is a bug.
 */
export async function serveSocket(
  path: string,
  serve: ServeConnection,
  { signal, onReady, onProblem }: {
    readonly signal: AbortSignal;
    readonly onReady: () => void;
    readonly onProblem: (error: unknown) => void;
  },
): Promise<never> {
  await makeWay(path);
  using listener = listen(path);
  try {
    await Deno.chmod(path, OWNER_ONLY);
    onReady();
    return await acceptAll(listener, serve, { signal, onProblem });
  } finally {
    await Deno.remove(path).catch(() => {}); // whoever removed it before is welcome
  }
}

function listen(path: string): Deno.UnixListener {
  try {
    return Deno.listen({ transport: "unix", path });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw ioError("listen on", path, error);
    throw new MomoError("io", `Cannot listen on "${path}": not permitted to this program`, {
      hint: "sockets need the network: run momo with the permissions momo-net",
    });
  }
}

/** Removes a socket that nobody listens on any more. */
async function makeWay(path: string): Promise<void> {
  let found: Deno.FileInfo;
  try {
    found = await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw ioError("listen on", path, error);
  }
  if (found.isSocket !== true) {
    throw new MomoError("conflict", `Cannot listen on "${path}": there is a file of that name`);
  }
  try {
    using _ = await Deno.connect({ transport: "unix", path });
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return await Deno.remove(path);
    throw ioError("listen on", path, error);
  }
  throw new MomoError("conflict", `Cannot listen on "${path}": another process does`);
}

async function acceptAll(
  listener: Deno.UnixListener,
  serve: ServeConnection,
  { signal, onProblem }: {
    readonly signal: AbortSignal;
    readonly onProblem: (error: unknown) => void;
  },
): Promise<never> {
  const open = new Map<Deno.UnixConn, Promise<void>>();
  const bug = Promise.withResolvers<never>();
  bug.promise.catch(() => {}); // awaited with each connection
  const run = async (connection: Deno.UnixConn) => {
    try {
      await serve(connection);
    } catch (error) {
      if (!isConnectionError(error)) bug.reject(error);
      else if (!signal.aborted) onProblem(error);
    } finally {
      close(connection);
      open.delete(connection);
    }
  };
  try {
    while (true) {
      const accepted = listener.accept();
      accepted.catch(() => {}); // when the listener is closed
      const connection = await untilAborted(Promise.race([accepted, bug.promise]), signal);
      if (open.size >= MOST_CONNECTIONS) {
        onProblem(new MomoError("budget", `More than ${MOST_CONNECTIONS} trainers at once`));
        close(connection);
      } else open.set(connection, run(connection));
    }
  } finally {
    for (const connection of open.keys()) close(connection);
    await Promise.all(open.values());
  }
}

function close(connection: Deno.UnixConn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}

/** Whether the trainer, or the end of the run, ended the connection; anything else is a bug. */
function isConnectionError(error: unknown): boolean {
  return error instanceof MomoError || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted || (error instanceof Error &&
      error.name === "Interrupted");
}
