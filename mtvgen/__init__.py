"""mtvgen: generate web projects in Django's model-template-view shape, and serve them.

Two halves that never import each other:

- the generator: `cli` (what you type), `scaffold` (what gets written), `errors` (what is explained);
- the runtime: `runtime` (what a generated project imports).
"""

__version__ = "0.1.0"
