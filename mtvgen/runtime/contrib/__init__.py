"""Django's shelf `contrib`: apps that a project may install, one folder each.

- `sessions/`     what the site remembers of a visitor
- `staticfiles/`  style sheets, scripts and pictures of all apps
"""
