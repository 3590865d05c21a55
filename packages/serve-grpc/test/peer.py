"""A client of Python's grpcio, with messages that protoc has made from the package's .proto files."""

import json
import struct
import sys

target, folder = sys.argv[1:3]
sys.path.insert(0, folder)

import grpc
import health_pb2
import inference_pb2 as pb


def method(channel, name, answer, kind="unary_unary", service="inference.GRPCInferenceService"):
    return getattr(channel, kind)(
        f"/{service}/{name}",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=answer.FromString,
    )


def scorer(values, **more):
    request = pb.ModelInferRequest(model_name="scorer", **more)
    tensor = request.inputs.add(name="x", datatype="FP32", shape=[len(values) // 3, 3])
    tensor.contents.fp32_contents.extend(values)
    request.outputs.add(name="scores")
    return request


said = {}
with grpc.insecure_channel(target) as channel:
    said["live"] = method(channel, "ServerLive", pb.ServerLiveResponse)(pb.ServerLiveRequest()).live
    metadata = method(channel, "ModelMetadata", pb.ModelMetadataResponse)(pb.ModelMetadataRequest(name="iris"))
    said["inputs"] = [[one.name, one.datatype, list(one.shape)] for one in metadata.inputs]
    health = method(channel, "Check", health_pb2.HealthCheckResponse, service="grpc.health.v1.Health")
    said["health"] = health(health_pb2.HealthCheckRequest()).status

    infer = method(channel, "ModelInfer", pb.ModelInferResponse)
    typed, call = infer.with_call(scorer([2, 4, 6], id="a"), compression=grpc.Compression.Gzip)
    said["typed"] = [typed.id, list(typed.outputs[0].contents.fp32_contents), list(typed.outputs[0].shape)]
    said["model"] = dict(call.initial_metadata())["x-model-name"]

    raw = pb.ModelInferRequest(model_name="mirror", raw_input_contents=[struct.pack("<2q", -(2**63), 2**63 - 1)])
    raw.inputs.add(name="INT64", datatype="INT64", shape=[1, 2])
    raw.outputs.add(name="INT64")
    said["raw"] = [str(one) for one in struct.unpack("<2q", infer(raw).raw_output_contents[0])]

    classes = scorer([1, 6, 2])
    classes.outputs[0].parameters["classification"].int64_param = 1
    said["classes"] = [one.decode() for one in infer(classes).outputs[0].contents.bytes_contents]

    try:
        infer(scorer([1]))
    except grpc.RpcError as error:
        said["refusal"] = [error.code().name, dict(error.trailing_metadata())["x-error-code"]]

    stream = method(channel, "ModelStreamInfer", pb.ModelStreamInferResponse, kind="stream_stream")
    answers = stream(iter([scorer([2, 4, 6], id="1"), scorer([1], id="2"), scorer([4, 6, 8], id="3")]))
    said["stream"] = [[one.infer_response.id, one.error_message == ""] for one in answers]

print(json.dumps(said))
