/** A worker with two roles that answer what they are told; started by `worker_entry_test.ts`. */
import { startWorker } from "../../../src/io/workers/worker_entry.ts";

/** What a worker's global scope has beside the page's. */
interface WorkerScope {
  readonly postMessage: (message: unknown) => void;
}

function isWorkerScope(scope: unknown): scope is WorkerScope {
  return typeof scope === "object" && scope !== null && "postMessage" in scope;
}

function answer(message: unknown): void {
  const scope: unknown = globalThis;
  if (isWorkerScope(scope)) scope.postMessage(message);
}

startWorker({
  echo: () => Promise.resolve(answer),
  late: async () => {
    for (let i = 0; i < 50; i++) await Promise.resolve();
    return (message) => answer(`late ${JSON.stringify(message)}`);
  },
});
