"""Every WSGI server there is, behind one door: `runserver --server NAME`, `--app`, `servers`.

In reading order:

- `record.py`     Server: what is known of one server; Job: what it is asked to serve
- `catalogue.py`  SERVERS: the records of all of them, and those that are gone
- `choosing.py`   from a name to a server that is installed, or to the command that installs it
- `target.py`     from `module:name` to the application that it names
- `tidy.py`       Tidy: what servers get wrong, put right around the application
- `running.py`    run(): the application, tidied, on the server that was chosen
- `stopping.py`   Ctrl-C, SIGTERM and the terminal's end, for servers that know only the first
- `patched.py`    a program of its own: gevent's and eventlet's patches before anything is imported
- `source.py`     where an application comes from, told to processes that a server starts
- `imported.py`   the application under a name, for servers that import it in their own processes
- `script.py`     the program that a CGI host starts for every request
- `deployment.py`, `recipes/`   ready files for the public: `mtvgen deploy NAME`
- `snippets/`     lines for a web server in front of FastCGI and SCGI
- `adapters/`     one file a server: a function `serve(job)`

Nothing here imports a server before it is the one to run.
"""
