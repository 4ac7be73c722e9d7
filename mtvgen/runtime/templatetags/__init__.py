"""What templates call.

- `static.py`  static(): the URL of a file
"""
