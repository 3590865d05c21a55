import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { readFields, readText } from "./fields.ts";

/** Reads the service of a `HealthCheckRequest`; empty for the server as a whole. @throws ServeError `malformed-request`. */
export function readHealthRequest(bytes: Uint8Array): string {
  let service = "";
  readFields(bytes, (field, wire, reader) => {
    if (field !== 1 || wire !== WireType.LengthDelimited) return false;
    service = readText(reader, "/service");
    return true;
  });
  return service;
}

/** What a service can be, by the number that stands for it. */
export const servingStatus = { serving: 1, notServing: 2, serviceUnknown: 3 } as const;

/** Writes a `HealthCheckResponse`. */
export function writeHealth(status: keyof typeof servingStatus): Uint8Array {
  return new BinaryWriter().tag(1, WireType.Varint).int32(servingStatus[status]).finish();
}
