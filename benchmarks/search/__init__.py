"""What `benchmarks.gallery` is made of: galleries of many sizes, loaded, searched and clustered."""
