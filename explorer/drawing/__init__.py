"""What every picture is made of: marks, the lines above it, its key and legend, the colours of its parts, a sheet."""
