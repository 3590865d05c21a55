import { mkdir, writeFile } from "node:fs/promises";
import { irisFolder } from "../models/iris.ts";
import { irisExamples, irisSource } from "./iris-data.ts";
import { trainIris } from "./iris.ts";

const { file, card } = trainIris(irisExamples(), irisSource());
await mkdir(irisFolder, { recursive: true });
await writeFile(new URL(card.file.name, irisFolder), file);
await writeFile(new URL("model-card.json", irisFolder), `${JSON.stringify(card, undefined, 2)}\n`);
const { accuracy, logLoss } = card.heldOut;
console.log(`iris: accuracy ${accuracy}, log loss ${logLoss} on ${card.data.heldOutRows} held-out rows`);
console.log(`${card.file.name}: ${card.file.bytes} bytes, SHA-256 ${card.file.sha256}`);
