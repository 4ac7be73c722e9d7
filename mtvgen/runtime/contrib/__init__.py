"""Django's shelf `contrib`: apps that a project may install, one folder each.

- `sessions/`     what the site remembers of a visitor
- `messages/`     what the site tells a visitor once, on the next page
- `staticfiles/`  style sheets, scripts and pictures of all apps
"""
