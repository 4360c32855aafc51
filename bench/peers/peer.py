"""The peer: /predict as FastAPI, uvicorn and libtorch from Python do it, written as one would who knows them.

MODEL names a folder with manifest.json and the TorchScript file: OMP_NUM_THREADS=1 uvicorn --workers 2 peer:app
(torch.set_num_threads holds for its own thread alone, and FastAPI answers on others).
"""
import io
import json
import os
import pathlib
import time

import torch
from fastapi import FastAPI, File, HTTPException, Response, UploadFile
from PIL import Image, ImageOps
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

FOLDER = pathlib.Path(os.environ["MODEL"])
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())
SIDE = MANIFEST["input"]["width"]
MEAN, DEVIATION = MANIFEST["normalisation"]["mean"][0], MANIFEST["normalisation"]["deviation"][0]
CLASSES = MANIFEST["classes"]

torch.set_num_threads(1)


def load(about):
    model = torch.jit.load(str(FOLDER / about["file"]), map_location="cpu").eval()
    with torch.no_grad():
        for _ in range(20):  # a TorchScript module's first passes are slow
            model(torch.zeros(1, 1, SIDE, SIDE))
    return model


first = load(MANIFEST)
second = load(MANIFEST["second"]) if "second" in MANIFEST else None

app = FastAPI()
REQUESTS = Counter("api_requests_total", "Requests", ["method", "endpoint", "status_code"])
DURATION = Histogram("api_request_duration_seconds", "Seconds a request", ["method", "endpoint"])
PREDICTIONS = Counter("model_predictions_total", "Predictions", ["predicted_class"])


def prepare(content):
    """Ink light on dark, 28x28, normalised: what the network was trained on."""
    image = Image.open(io.BytesIO(content))
    image.draft("L", (4 * SIDE, 4 * SIDE))  # a JPEG is decoded at a fraction of its size
    image = ImageOps.exif_transpose(image).convert("L")
    if image.size != (SIDE, SIDE):
        image = image.resize((SIDE, SIDE), Image.BILINEAR, reducing_gap=2.0)
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).float()
    if pixels.mean() > 127:  # dark ink on light paper
        pixels = 255 - pixels
    return ((pixels / 255 - MEAN) / DEVIATION).reshape(1, 1, SIDE, SIDE)


def logits_of(tensor):
    """A cascade's second network answers where its first is in doubt."""
    logits = first(tensor)[0]
    if second and torch.softmax(logits, 0).max() < MANIFEST["second"]["asked_below"]:
        logits = second(tensor)[0]
    return logits


@app.post("/predict")
def predict(file: UploadFile = File(...)):
    begin = time.perf_counter()
    try:
        tensor = prepare(file.file.read())
    except Exception as error:
        REQUESTS.labels("POST", "/predict", "422").inc()
        raise HTTPException(422, "The image cannot be decoded.") from error
    forward = time.perf_counter()
    with torch.no_grad():
        probabilities = torch.softmax(logits_of(tensor)[:len(CLASSES)], 0)
    confidence, best = probabilities.max(0)
    label = CLASSES[int(best)]
    end = time.perf_counter()
    REQUESTS.labels("POST", "/predict", "200").inc()
    PREDICTIONS.labels(label).inc()
    DURATION.labels("POST", "/predict").observe(end - begin)
    return {"label": label, "digit": label, "confidence": float(confidence), "probabilities": probabilities.tolist(),
            "inference_time_seconds": end - forward, "processing_time_seconds": end - begin}


@app.get("/metrics")
def metrics():
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@app.get("/health")
def health():
    return {"status": "ok"}
