"""From a name and a kit to a project on disk: plan, then write all of it or nothing.

- `names.py`        check_name: what a project may be called, and the corrected name
- `kits.py`         Kit: where kits lie, what each says about itself
- `languages.py`    which languages fit, and which the reader speaks
- `questions.py`    Rule: how a question is asked, and which answers fit
- `answers.py`      resolve: the kit's questions and their answers
- `render.py`       Renderer: one text of a kit, filled with the answers
- `environment.py`  the sandboxed Jinja2 environment behind it, for kits that compute
- `tree.py`         the files of a kit, under safe names
- `sound.py`        Soundness: answers stay data in Python, TOML and JSON
- `plan.py`         Plan: which file, which bytes, which mode
- `record.py`       `.mtvgen.toml`: what the project was made from
- `originals.py`    `.mtvgen.originals`: the texts themselves, packed
- `project.py`      plan_project: all of the above in order
- `write.py`        write: the only file that touches the user's disk
- `stage.py`        the temporary folder beside the target, and what dead runs left of theirs
- `overlays.py`     differences: where a kit's other languages do more than say the same
- `needs.py`        missing: what a kit requires and this interpreter does not have
- `digest.py`       Digest: one number for the content of a kit, whatever it was packed in
- `sources/`        kits from elsewhere: folders, zip files, git repositories
- `git.py`          the first commit
- `locate.py`       find_project: the project around a folder
- `change/`         what changes a project that is there: apps, resources, and taking them back
- `update/`         a project brought up to the newer version of its kit
"""
