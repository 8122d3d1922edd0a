"""A float ``.tflite`` with its matrices as bytes: int8 by row, what is multiplied with them rounded as it comes."""

from typing import Any

import numpy as np

_FULLY_CONNECTED_PER_ROW = 12
"""Version of the operation that takes float rows, bytes with one scale for each unit, and gives floats."""
_LARGEST, _NOTHING = 127, 1e-30


def to_int8(model: bytes) -> bytes:
    """
    Return *model* with the weights of every dense layer in int8 (dynamic range); all else stays as it is.

    The converter does the same, but leaves matrices of fewer than 1,024 numbers alone, and ours are small.
    """
    from tensorflow.lite.python import schema_py_generated as schema
    from tensorflow.lite.tools import flatbuffer_utils

    opened = flatbuffer_utils.convert_bytearray_to_object(model)
    codes = [flatbuffer_utils.opcode_to_name(opened, at) for at in range(len(opened.operatorCodes))]
    for graph in opened.subgraphs:
        for operator in graph.operators:
            if codes[operator.opcodeIndex] == "FULLY_CONNECTED":
                _as_bytes(graph.tensors[operator.inputs[1]], opened.buffers, schema)
    for at, name in enumerate(codes):
        if name == "FULLY_CONNECTED":
            code = opened.operatorCodes[at]
            code.version = max(code.version, _FULLY_CONNECTED_PER_ROW)
    used = {tensor.buffer for graph in opened.subgraphs for tensor in graph.tensors}
    used |= {one.buffer for one in opened.metadata or ()}
    for at, buffer in enumerate(opened.buffers):
        if at not in used:
            buffer.data = None
    return bytes(flatbuffer_utils.convert_object_to_bytearray(opened))


def _as_bytes(tensor: Any, buffers: Any, schema: Any) -> None:
    """Turn a constant matrix of floats into bytes, in place; pass over one that is in bytes, or computed."""
    data = buffers[tensor.buffer].data
    if tensor.type != schema.TensorType.FLOAT32 or data is None or not len(data):
        return
    rows = np.frombuffer(bytes(data), dtype="<f4").reshape(tensor.shape)
    scale, whole = rounded(rows)
    tensor.type = schema.TensorType.INT8
    tensor.quantization = schema.QuantizationParametersT()
    tensor.quantization.scale = scale
    tensor.quantization.zeroPoint = np.zeros(len(scale), dtype=np.int64)
    tensor.quantization.quantizedDimension = 0
    # A buffer of its own: another tensor may stand for the same numbers.
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(whole.tobytes(), dtype=np.uint8)
    buffers.append(buffer)
    tensor.buffer = len(buffers) - 1


def rounded(rows: Any) -> tuple[Any, Any]:
    """
    Return the scale of each row and the rows in whole numbers from -127 to 127.

    >>> scale, whole = rounded(np.array([[63.5, -25.0], [0.0, 0.0]], dtype=np.float32))
    >>> scale.tolist(), whole.tolist()
    ([0.5, 1.0], [[127, -50], [0, 0]])
    """
    most = np.abs(rows).max(axis=1)
    # A row of next to nothing would have a scale of 0.
    scale = np.where(most > _NOTHING, most / _LARGEST, 1.0).astype(np.float32)
    return scale, np.rint(rows / scale[:, None]).astype(np.int8)
