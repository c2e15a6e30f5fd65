"""Models → graphs of ONNX, which serve without torch.

``exporting`` makes them, ``tracing`` from whatever sentence-transformers loads, ``bert`` from the weights of the models
that come with Quoth, and ``quantising`` makes them small.
"""
