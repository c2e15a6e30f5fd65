"""Models → graphs of ONNX, which serve without torch.

``exporting`` makes them: with ``tracing``, from whatever sentence-transformers loads, and with ``bert``, from the
weights of the models that come with Quoth, which ``bundled`` finds in their files. ``quantising`` makes them small.
"""
