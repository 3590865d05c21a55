"""A sum behind FastAPI, as somebody would write it who has never heard of the kit. Started with a port."""

import sys
from typing import List

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Row(BaseModel):
    features: List[float]


class Answer(BaseModel):
    prediction: float


app = FastAPI()


@app.post("/predict")
def predict(row: Row) -> Answer:
    return Answer(prediction=sum(row.features))


@app.get("/health")
def health():
    return {"status": "healthy"}


uvicorn.run(app, port=int(sys.argv[1]), log_level="critical")
