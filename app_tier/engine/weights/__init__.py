"""Networks from the files that other packages bring: read without their libraries, turned into ONNX once."""
