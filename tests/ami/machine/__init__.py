"""A whole machine: provision.sh in a clean Debian root, then booted."""
