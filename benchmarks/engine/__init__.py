"""How fast the engine is: next to `face_recognition`, dlib and OpenCV, in one run on the same pictures."""
