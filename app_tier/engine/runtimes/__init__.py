"""What runs the networks. The only package that imports ONNX Runtime or OpenVINO."""
