import { wordField } from "../field.ts";
import type { KindWriter } from "./table.ts";

export const essay: KindWriter<"essay"> = () => [wordField("TYPE", "essay")];
