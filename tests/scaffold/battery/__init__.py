"""Bad input as data: each `[[case]]` of the TOML files here says what a good tool must do with it.

`test_battery.py` runs `mtvgen` in this process for each. A case has

- `id`, unique in its file
- what it is given: `name` and `into`; `kit`, the text behind `--kit` (`{place}` is the folder of the
  test); or the parts of a kit: `files` (of the project, path = text), `around` (of the kit, outside of
  its project), `questions` (added to cookiecutter.json), `special` (links, pipes, sockets,
  names that are no text, files that say they are large)
- `zip = [...]` (entries as `zips.py` writes them) or `git = {...}`: how the kit is packed; `sound = false`
  leaves out the sound kit that is otherwise put in with them
- `set` (answers), `options` (more words of the command line), `before` (files that are there already),
  `env` (variables of the environment)
- `quick`: with a limit of 0.3 seconds for a text, and so many more before the process is ended; `small`:
  with 1000 letters and 300 MB of memory
- what must come of it: `exit` (1 when left out), `says` (words of its output), `silent` (words that must
  not be in it), `holds` (files of the folder afterwards, path = text), `lines` (of an error; at most 2 when left out)

When the exit code is not 0, the folder is as it was before. Nothing is ever left in the folder for
temporary files, and nothing outside of both.
"""
