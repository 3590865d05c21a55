"""An iris classifier of scikit-learn behind FastAPI: its own route, and four protocols as small as they can be.

None of it is the kit's: what the kit sends and reads is held against it. Started with a port.
"""

import json
import os
import sys
from typing import List, Literal

import numpy
import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, Field
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

data = load_iris()
model = LogisticRegression(max_iter=1000).fit(data.data, data.target)
app = FastAPI()


class Flower(BaseModel):
    sepal_length: float = Field(gt=0)
    sepal_width: float = Field(gt=0)
    petal_length: float = Field(gt=0)
    petal_width: float = Field(gt=0)

    def features(self):
        return [self.sepal_length, self.sepal_width, self.petal_length, self.petal_width]


class Answer(BaseModel):
    species: Literal["setosa", "versicolor", "virginica"]
    confidence: float


def classify(rows):
    x = numpy.asarray(rows, dtype=numpy.float64).reshape(-1, 4)
    probabilities = model.predict_proba(x)
    return probabilities.argmax(axis=1), probabilities


def answers(rows):
    labels, probabilities = classify(rows)
    names = [str(name) for name in data.target_names]
    return [Answer(species=names[label], confidence=row.max()) for label, row in zip(labels, probabilities)]


@app.get("/health")
def health():
    return {"status": "healthy", "pid": os.getpid()}


@app.get("/headers")
def headers(request: Request):
    return dict(request.headers)


@app.post("/predict", response_model=Answer)
def predict(flower: Flower):
    if flower.petal_width == 66.5:
        raise RuntimeError("a fault of the model's own")
    if flower.petal_width == 66.4:
        raise HTTPException(status_code=422, detail="secret-of-the-remote")
    return answers([flower.features()])[0]


@app.post("/predict/batch")
def predict_batch(flowers: List[Flower]):
    found = answers([flower.features() for flower in flowers])
    return {"predictions": found, "count": len(found)}


# The Open Inference Protocol, with Triton's binary tensors.

tensors = {"x": ("FP32", numpy.float32)}


@app.get("/v2")
def server_metadata():
    return {"name": "iris-server", "version": "1", "extensions": ["binary_tensor_data"]}


@app.get("/v2/models/iris/ready")
def model_ready():
    return {"name": "iris", "ready": True}


@app.get("/v2/models/iris")
def model_metadata():
    return {
        "name": "iris",
        "platform": "sklearn_pickle",
        "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 4]}],
        "outputs": [
            {"name": "label", "datatype": "INT64", "shape": [-1]},
            {"name": "probabilities", "datatype": "FP64", "shape": [-1, 3]},
        ],
    }


@app.post("/v2/models/iris/infer")
async def infer(request: Request):
    body = await request.body()
    length = int(request.headers.get("inference-header-content-length", len(body)))
    message, rest = json.loads(body[:length]), body[length:]
    (tensor,) = message["inputs"]
    assert (tensor["name"], tensor["datatype"]) == ("x", "FP32")
    size = tensor.get("parameters", {}).get("binary_data_size")
    values = numpy.asarray(tensor["data"], dtype=numpy.float32) if size is None else numpy.frombuffer(rest, "<f4")
    labels, probabilities = classify(values.reshape(tensor["shape"]))
    found = {"label": ("INT64", labels.astype("<i8")), "probabilities": ("FP64", probabilities.astype("<f8"))}
    outputs, parts = [], b""
    for wanted in message.get("outputs") or [{"name": name} for name in found]:
        datatype, array = found[wanted["name"]]
        output = {"name": wanted["name"], "datatype": datatype, "shape": list(array.shape)}
        if wanted.get("parameters", {}).get("binary_data"):
            output["parameters"] = {"binary_data_size": array.nbytes}
            parts += array.tobytes()
        else:
            output["data"] = array.flatten().tolist()
        outputs.append(output)
    head = json.dumps({"model_name": "iris", "outputs": outputs}).encode()
    if parts == b"":
        return Response(head, media_type="application/json")
    sizes = {"inference-header-content-length": str(len(head))}
    return Response(head + parts, media_type="application/octet-stream", headers=sizes)


# TensorFlow Serving.


@app.get("/v1/models/iris")
def status():
    state = {"version": "7", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
    return {"model_version_status": [state]}


@app.get("/v1/models/iris/metadata")
def signatures():
    def info(dtype, *sizes):
        dims = [{"size": str(size), "name": ""} for size in sizes]
        return {"dtype": dtype, "tensor_shape": {"dim": dims, "unknown_rank": False}, "name": "x:0"}

    signature = {
        "inputs": {"x": info("DT_FLOAT", -1, 4)},
        "outputs": {"label": info("DT_INT64", -1), "probabilities": info("DT_DOUBLE", -1, 3)},
        "method_name": "tensorflow/serving/predict",
    }
    spec = {"name": "iris", "signature_name": "", "version": "7"}
    return {"model_spec": spec, "metadata": {"signature_def": {"signature_def": {"serving_default": signature}}}}


@app.post("/v1/models/iris:predict")
async def tensorflow_predict(request: Request):
    body = await request.json()
    is_row = "instances" in body
    labels, probabilities = classify(body["instances"] if is_row else body["inputs"])
    if is_row:
        pairs = zip(labels.tolist(), probabilities.tolist())
        return {"predictions": [{"label": label, "probabilities": row} for label, row in pairs]}
    return {"outputs": {"label": labels.tolist(), "probabilities": probabilities.tolist()}}


# MLflow.


@app.get("/ping")
def ping():
    return Response()


@app.post("/invocations")
async def invocations(request: Request):
    body = await request.json()
    if "dataframe_split" in body:
        table = body["dataframe_split"]
        assert table["columns"] == ["sepal_length", "sepal_width", "petal_length", "petal_width"]
        return {"predictions": [dict(one) for one in answers(table["data"])]}
    rows = body["instances"] if "instances" in body else body["inputs"]["x"]
    labels, probabilities = classify(rows)
    return {"predictions": {"label": labels.tolist(), "probabilities": probabilities.tolist()}}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
