#!/usr/bin/env python3
"""The asset compiler: the style sheet, script and icon of assets/, named by their hash, compressed and embedded as C.

    assets.py OUTPUT.c SITE.scss SITE.mjs ICON.svg [MORE.mjs …]    (what else the style sheet uses is found beside it)

writes the table that html/assets.h declares. A compressed form that is not smaller than the plain one stays empty.
"""
import gzip
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import npm

MODULES = npm.TOP / "node_modules"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
BYTES_PER_LINE = 96


def compile_style(path):
    # The design system is written for a later Sass as well; its deprecation is not ours to mend.
    run = subprocess.run(["node", MODULES / "sass" / "sass.js", "--style=compressed", "--no-source-map", "--no-charset",
                          "--quiet-deps", "--silence-deprecation=mixed-decls", f"--load-path={MODULES}", path],
                         capture_output=True, check=False)
    if run.returncode or run.stderr:
        raise RuntimeError(run.stderr.decode(errors="replace"))
    for mark in (b"GDS Transport", b"crest", b"url("):
        if mark in run.stdout:
            raise RuntimeError(f"{path}: the style sheet holds '{mark.decode()}': neither marks of GOV.UK nor other files")
    return run.stdout


def join_script(path):
    """The design system's module without its exports, then ours: one file, which needs no second request."""
    library = (MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js").read_text(encoding="utf-8")
    plain, replaced = re.subn(r"export\{[^{}]*\binitAll\b[^{}]*\};?\s*(//# sourceMappingURL=\S*)?\s*\Z", "", library)
    if replaced != 1:
        raise RuntimeError("govuk-frontend.min.js does not end with its exports: look at join_script")
    return (plain + "\n" + path.read_text(encoding="utf-8")).encode()


def run_filter(command, data):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def compress(data):
    forms = {
        "gzip": gzip.compress(data, 9, mtime=0),
        "brotli": run_filter(["brotli", "--best", "--stdout"], data),
        "zstd": run_filter(["zstd", "-19", "--quiet", "--no-check", "--stdout"], data),
    }
    return {form: packed if len(packed) < len(data) else b"" for form, packed in forms.items()}


def c_bytes(name, data):
    lines = [f"static const unsigned char {name}[] = {{"]
    for at in range(0, len(data), BYTES_PER_LINE):
        lines.append("\t" + "".join(f"{byte}," for byte in data[at:at + BYTES_PER_LINE]))
    return lines + ["};"]


def write_asset(name, data, number):
    """Returns (definitions, the table's entry)."""
    digest = hashlib.sha256(data).hexdigest()
    stem, suffix = name.rsplit(".", 1)
    definitions, fields = [], []
    for form, body in {"identity": data, **compress(data)}.items():
        if body:
            definitions += c_bytes(f"{form}_{number}", body)
            fields.append(f"\t\t.{form} = {{(const char *){form}_{number}, sizeof({form}_{number})}},")
    return definitions, ["\t{", f'\t\t.name = "{name}",', f'\t\t.path = "/assets/{stem}-{digest[:16]}.{suffix}",',
                         f'\t\t.type = "{TYPES["." + suffix]}",', *fields, f'\t\t.etag = "\\"{digest[:32]}\\"",', "\t},"]


def main(arguments):
    if len(arguments) < 4:
        print("usage: assets.py OUTPUT.c SITE.scss SITE.mjs ICON.svg [MORE.mjs …]", file=sys.stderr)
        return 2
    output, style, script, icon, *more_scripts = map(Path, arguments)
    try:
        npm.install()
        files = {"site.css": compile_style(style), "site.js": join_script(script), "icon.svg": icon.read_bytes(),
                 **{f"{path.stem}.js": path.read_bytes() for path in more_scripts}}
        definitions, entries = [], []
        for number, (name, data) in enumerate(files.items()):
            lines, entry = write_asset(name, data, number)
            definitions += lines
            entries += entry
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        print(f"assets.py: {error}", file=sys.stderr)
        return 1
    text = ['#include "html/assets.h"', "", *definitions, "", "const struct asset assets[] = {", *entries, "};", "",
            f"const size_t assets_n = {len(files)};", ""]
    output.write_text("\n".join(text), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
