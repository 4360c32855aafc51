#!/usr/bin/env python3
"""Asks a numerald as the clients of the inference protocol do: inference_clients.py NUMERALD IMAGE

Uses tritonclient.http and kserve where they are installed; exits with 77 (skipped) where neither is.
IMAGE is the picture of a 7.
"""
import asyncio
import collections
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import threading

SKIPPED = 77
MODEL = "digits"


class Numerald:
    """A server of our own on free ports, for as long as the with block lasts."""

    def __init__(self, program):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith("NUMERAL_") and name != "MODEL_PATH"}
        self.process = subprocess.Popen([program, "--port", "0", "--admin-port", "0"], env=clean,
                                        stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        for line in self.process.stdout:
            if ready := re.match(r"numerald ready on http://(\S+:\d+)", line):
                # Whoever stops reading a log stops what is logged.
                self.reader = threading.Thread(target=collections.deque, args=(self.process.stdout, 0), daemon=True)
                self.reader.start()
                return ready.group(1)
        raise RuntimeError("numerald did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


def same(got, wanted, what):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r} instead of {wanted!r}")


def ask_triton(address, image):
    import numpy
    from tritonclient import http
    from tritonclient.utils import InferenceServerException

    client = http.InferenceServerClient(address)
    same(client.is_server_live(), True, "live")
    same(client.is_server_ready(), True, "ready")
    same(client.is_model_ready(MODEL), True, "model ready")
    same(client.is_model_ready("nobody"), False, "ready of a model that is not there")
    metadata = client.get_model_metadata(MODEL)
    same([entry["name"] for entry in metadata["inputs"]], ["input", "image"], "inputs")
    same(client.get_model_repository_index()[0]["state"], "READY", "state")
    shape = [1] + metadata["inputs"][0]["shape"][1:]

    files = http.InferInput("image", [2], "BYTES")
    files.set_data_from_numpy(numpy.array([image, image], dtype=numpy.object_))
    result = client.infer(MODEL, [files], request_id="42", model_version=metadata["versions"][0])
    same(result.get_response()["id"], "42", "id")
    same(result.as_numpy("label").tolist(), [b"7", b"7"], "labels")
    same(result.as_numpy("probabilities").shape, (2, 10), "shape of the probabilities")

    best = client.infer(MODEL, [files], outputs=[http.InferRequestedOutput("probabilities", class_count=1)])
    same(best.as_numpy("probabilities")[0][0].split(b":")[1:], [b"7", b"7"], "best class")

    answers = []
    for datatype, dtype, binary in [("FP32", numpy.float32, True), ("FP32", numpy.float32, False),
                                    ("UINT8", numpy.uint8, True), ("UINT8", numpy.uint8, False)]:
        pixels = http.InferInput("input", shape, datatype)
        pixels.set_data_from_numpy((numpy.indices(shape).sum(axis=0) * 4).astype(dtype), binary_data=binary)
        outputs = [http.InferRequestedOutput("probabilities", binary_data=binary)]
        answers.append(client.infer(MODEL, [pixels], outputs=outputs).as_numpy("probabilities").tolist())
    for other in answers[1:]:
        same(other, answers[0], "probabilities of the same pixels")

    try:
        client.infer(MODEL, [files], request_compression_algorithm="gzip")
        raise AssertionError("a compressed request was taken")
    except InferenceServerException as refused:
        same(refused.status(), "415", "status of a compressed request")


async def ask_kserve(address, image):
    import base64

    import numpy
    from kserve import InferInput, InferRequest
    from kserve.inference_client import InferenceRESTClient, RESTConfig

    url = f"http://{address}"
    async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:
        same(await client.is_server_live(url), True, "live")
        same(await client.is_server_ready(url), True, "ready")
        same(await client.is_model_ready(url, MODEL), True, "model ready")
        for binary in [True, False]:
            content = image if binary else base64.b64encode(image)
            files = InferInput("image", [1], "BYTES")
            files.set_data_from_numpy(numpy.array([content], dtype=numpy.object_), binary_data=binary)
            request = InferRequest(MODEL, [files], request_id="42", parameters={"binary_data_output": binary})
            answer = await client.infer(url, request, model_name=MODEL)
            same(answer.id, "42", "id")
            outputs = {output.name: output.data for output in answer.outputs}
            same(outputs["label"], ["7"], "label")
            same(len(outputs["probabilities"]), 10, "count of the probabilities")


def main():
    program, picture = sys.argv[1:]
    image = pathlib.Path(picture).read_bytes()
    # find_spec of a submodule would import its package, and fail where that is not there.
    has = {name: importlib.util.find_spec(name) is not None for name in ["tritonclient", "kserve"]}
    if not any(has.values()):
        print("neither tritonclient nor kserve is installed")
        return SKIPPED
    with Numerald(program) as address:
        if has["tritonclient"]:
            ask_triton(address, image)
            print("tritonclient: fine")
        if has["kserve"]:
            asyncio.run(ask_kserve(address, image))
            print("kserve: fine")
    return 0


if __name__ == "__main__":
    sys.exit(main())
