import type { Dialect } from "../../core/http/dialect.ts";
import type { Match, Route } from "../../core/http/route.ts";
import type { ProtocolParts } from "../../core/protocol.ts";
import { answerCall, readClassifyCall, readPredictCall, readRegressCall } from "./calls.ts";
import { metadataBody, statusBody } from "./describe-model.ts";
import { errorReply, knownWords, tensorflowStatus } from "./errors.ts";
import type { FaultTelling } from "./errors.ts";
import { tensorflowOpenApi } from "./open-api.ts";
import { isOwnPath, parsePath, referenceOf } from "./paths.ts";
import type { Asked } from "./paths.ts";

const paths =
  "POST /v1/models/{name}[/versions/{version}|/labels/{label}]:{predict|classify|regress} and " +
  "GET /v1/models/{name}[/versions/{version}|/labels/{label}][/metadata]";

type Answer = Pick<Route, "access" | "handle">;

/** The REST API of TensorFlow Serving. */
export function tensorflowDialect(parts: ProtocolParts): Dialect {
  const { models, isDraining } = parts;
  const telling: FaultTelling = { statusOf: tensorflowStatus, paths, words: knownWords(models) };
  const answers: Readonly<Record<Asked, Answer>> = {
    predict: {
      access: "predict",
      handle: (exchange) => answerCall(parts, exchange, referenceOf(exchange.params), readPredictCall),
    },
    classify: {
      access: "predict",
      handle: (exchange) => answerCall(parts, exchange, referenceOf(exchange.params), readClassifyCall),
    },
    regress: {
      access: "predict",
      handle: (exchange) => answerCall(parts, exchange, referenceOf(exchange.params), readRegressCall),
    },
    status: {
      access: "metadata",
      handle({ params }) {
        const reference = referenceOf(params);
        const isOne = reference.version !== undefined || reference.label !== undefined;
        const runtimes = isOne ? [models.find(reference)] : models.versions(reference.name);
        return { status: 200, body: { json: statusBody(runtimes, isDraining()) } };
      },
    },
    metadata: {
      access: "metadata",
      handle: ({ params }) => ({ status: 200, body: { json: metadataBody(models.find(referenceOf(params))) } }),
    },
  };
  return {
    name: "tensorflow",
    owns: isOwnPath,
    find(path): Match | undefined {
      const parsed = parsePath(path);
      if (parsed === undefined) return undefined;
      const { asked, params } = parsed;
      const method = asked === "status" || asked === "metadata" ? "GET" : "POST";
      return { routes: new Map([[method, answers[asked]]]), params };
    },
    renderError: (error) => errorReply(error, telling),
    openApi: () => tensorflowOpenApi(models),
  };
}
