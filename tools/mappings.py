#!/usr/bin/env python3
"""The mappings that ship, embedded as C: for the office's page of imports.

    mappings.py OUTPUT.c MAPPING.yaml…

writes the table that registers/uploads.h declares.
"""
import sys
from pathlib import Path


def literal(text):
    """Lines of C string literals."""
    lines = []
    for line in text.splitlines(keepends=True):
        escaped = "".join(f"\\{byte:03o}" if byte < 32 or byte > 126 or byte in b'"\\?' else chr(byte) for byte in line.encode())
        lines.append(f'\t "{escaped}"')
    return "\n".join(lines)


def main():
    output, *files = map(Path, sys.argv[1:])
    rows = [f'\t{{"{file.stem}",\n{literal(file.read_text())}}},' for file in files]
    output.write_text('#include "registers/uploads.h"\n\nconst struct shipped_mapping shipped_mappings[] = {\n' + "\n".join(rows)
                      + f"\n}};\nconst size_t n_shipped_mappings = {len(files)};\n")


main()
