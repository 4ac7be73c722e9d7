"""Objects as text. Of Django's serializers, what JSON needs.

- `json.py`  DjangoJSONEncoder
"""
