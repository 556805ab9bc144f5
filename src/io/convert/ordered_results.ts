/** Results of tasks that run at the same time, in the order of what they were made from. */

/** Tasks under way beyond one for each thread, so that none waits for the one before it to be used. */
const TASKS_AHEAD = 2;

/**
 * Runs a task for each input, as many at a time as there are threads and a few more.
 *
 * @throws What taking an input or a task throws, in its turn.
 */
export async function* orderedResults<Input, Result>(
  inputs: AsyncIterator<Input> | Iterator<Input>,
  threads: number,
  run: (input: Input) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  let isOver = false;
  while (true) {
    while (!isOver && running.length < threads + TASKS_AHEAD) {
      const { done, value } = await inputs.next();
      if (done) {
        isOver = true;
        break;
      }
      const result = run(value);
      result.catch(() => {}); // whoever awaits it in its turn gets the error
      running.push(result);
    }
    const next = running.shift();
    if (next === undefined) return;
    yield await next;
  }
}
