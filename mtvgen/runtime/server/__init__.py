"""The development server: HTTP/1.1 in wsgiref's shape, its hot parts replaced.

In the order of a request's way:

- `limits.py`       every limit and time-out, in one place
- `development.py`  DevelopmentServer: listens, and has each request served by the thread that is best for it
- `waiting.py`      the connections that wait, all in one place
- `pool.py`         the threads that serve, a bounded number of them
- `parsing.py`      the head of a request: strict, linear, explained when refused
- `connection.py`   one connection: its requests in order, each an `environ` for the application
- `sockets.py`      what its socket is told: when to give up waiting, and to send at once
- `body.py`         wsgi.input: what the client sends after the head
- `response.py`     what the application answers, framed so that the connection stays in step
- `log.py`, `logjson.py`   one line per request, for people or for programs
- `secure.py`, `certificate.py`   HTTPS, and what it needs to be spoken
- `qr.py`           the address as a picture
- `listening.py`    the socket to listen on, and why it cannot be had
- `serve.py`        serve until told to stop: what `runserver` runs in the end
- `addresses.py`    paths that the server keeps for itself, and who may ask for them
- `live.py`, `live.js`   the open page reloads itself after a change, and leads to the x-ray
- `xray.py`         the x-ray's page, and what it asks for
- `supervisor.py`, `workers.py`, `watching.py`   restart on change: who owns the socket, who serves, what changed
- `inherited.py`, `preload.py`   what a worker has from its supervisor, and the process that forks workers
- `bell.py`         how a thread that sleeps is woken by others, and by signals
"""
