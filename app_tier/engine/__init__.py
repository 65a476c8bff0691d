"""The face engine: finds faces and embeds them. The only package that imports a model runtime."""
