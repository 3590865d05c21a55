import type { Answer } from "../http/send.ts";
import { isObject, ownValue, parseJson } from "../json/parse-json.ts";
import type { Call } from "./call.ts";
import type { ProtocolName } from "./check.ts";
import { CannotTest } from "./describe.ts";
import type { Described } from "./describe.ts";
import { get, isGood } from "./judge.ts";

interface Claim {
  readonly protocol: ProtocolName;
  readonly call: Call;
  readonly isMade: (text: string) => boolean;
}

/**
 * The protocols that a server shows by what it answers to harmless questions. Those that name a model in their paths are
 * looked for only where the caller names one.
 *
 * @throws CannotTest where there are none.
 */
export async function claimedProtocols(described: Described): Promise<readonly ProtocolName[]> {
  const found: ProtocolName[] = [];
  for (const { protocol, call, isMade } of claims(described.model)) {
    const answer: Answer = await described.ask(call);
    if (answer.kind === "failure") throw new CannotTest(answer.detail, true);
    if (isGood(answer) && isMade(answer.body.toString("utf8"))) found.push(protocol);
  }
  if (found.length > 0) return found;
  throw new CannotTest("the server shows none of the protocols; name one with --protocol, and its model with --model");
}

function claims(model: string | undefined): Claim[] {
  const hasKey = (key: string) => (text: string) => ownValue(parsed(text), key) !== undefined;
  const path = model === undefined ? undefined : `/v1/models/${encodeURIComponent(model)}/metadata`;
  return [
    {
      protocol: "native",
      call: get("/openapi.json"),
      isMade: (text) => text.includes('/predict"') && hasKey("openapi")(text),
    },
    ...(path === undefined ? [] : [{ protocol: "tensorflow" as const, call: get(path), isMade: hasKey("model_spec") }]),
    ...(model === undefined
      ? []
      : [{ protocol: "openinference" as const, call: get("/v2"), isMade: hasKey("extensions") }]),
    { protocol: "mlflow", call: get("/version"), isMade: (text) => /^[0-9]+\.[0-9]/.test(text) },
    { protocol: "seldon", call: get("/health/ping"), isMade: (text) => /^"?pong/.test(text) },
  ];
}

function parsed(text: string): ReturnType<typeof parseJson> {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
