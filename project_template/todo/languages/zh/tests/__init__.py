"""必须成立的事：`python manage.py test` 运行这里的每个 test_*.py。"""
