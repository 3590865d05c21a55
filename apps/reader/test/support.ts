import { createServer } from "@mlops/serve";

/** A server on a free port that is closed at the end of the block. */
export async function listening(
  handler: Parameters<typeof createServer>[0],
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(handler);
  const url = await server.listen({ port: 0 });
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = server.close();
      server.cutOff();
      await closed;
    },
  };
}
