"""每个文件是一个命令：`fill.py` 就是 `python manage.py fill`。"""
