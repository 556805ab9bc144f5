/** What a worker thread starts with: its first message names its role, which gets that message and all later ones. */

/** Handles the messages of a worker; the first is the one that named the role. */
export type HandleMessage = (message: unknown) => void | Promise<void>;

/** Roles by name, each loaded in the worker that takes it. */
export type WorkerRoles = Readonly<Record<string, () => Promise<HandleMessage>>>;

const ROLES: WorkerRoles = {
  scan: async () => (await import("../scan/scan_worker.ts")).scanRole(),
  day: async () => (await import("../day_stream/day_worker.ts")).dayRole(),
  group: async () => (await import("../convert/group_worker.ts")).groupRole(),
  text: async () => (await import("../convert/text_worker.ts")).textRole(),
};

function loadRole(message: unknown, roles: WorkerRoles): Promise<HandleMessage> {
  const role = typeof message === "object" && message !== null && "role" in message
    ? String(message.role)
    : "";
  const load = Object.hasOwn(roles, role) ? roles[role] : undefined;
  if (load === undefined) {
    throw new RangeError(`a worker was started without a known role: ${role}`);
  }
  return load();
}

/**
 * Listens for the worker's messages. Call it synchronously from the entry file: a message that arrives before a
 * listener is there is lost, and one may arrive while a dynamic import is awaited.
 */
export function startWorker(roles: WorkerRoles = ROLES): void {
  let handler: Promise<HandleMessage> | undefined;
  globalThis.addEventListener("message", async (event) => {
    if (!(event instanceof MessageEvent)) return;
    handler ??= loadRole(event.data, roles);
    await (await handler)(event.data); // awaited in turn: messages keep their order while the role loads
  });
}
