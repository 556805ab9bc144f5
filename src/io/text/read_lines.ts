/** The lines of a stream of bytes that are not blank, with their numbers, from 1. */
export async function* readLines(
  bytes: ReadableStream<Uint8Array>,
): AsyncGenerator<readonly [line: number, text: string]> {
  let rest = "";
  let line = 0;
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const text of parts) {
      line++;
      if (text.trim() !== "") yield [line, text];
    }
  }
  rest += decoder.decode();
  if (rest.trim() !== "") yield [line + 1, rest];
}
