import { packAll, removePacked } from "./tarballs.mjs";

/** Packs at the first call and never again; `remove` puts away what was packed. */
export function packOnce() {
  let packed;
  return {
    async tarballs() {
      packed ??= packAll();
      return (await packed).tarballs;
    },
    async remove() {
      const result = await packed?.catch(() => undefined);
      if (result !== undefined) await removePacked(result);
    },
  };
}
