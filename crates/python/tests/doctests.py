"""Runs the examples of the package and of its README."""

import doctest
import pathlib
import sys

import dateline

flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
readme = pathlib.Path(__file__).parents[1] / "README.md"
results = [doctest.testmod(module, optionflags=flags) for module in (dateline, dateline._objects)]
results.append(doctest.testfile(str(readme), module_relative=False, optionflags=flags, encoding="utf-8"))
print(f"{sum(r.attempted for r in results)} examples, {sum(r.failed for r in results)} failed")
sys.exit(any(r.failed for r in results) or not all(r.attempted for r in results))
