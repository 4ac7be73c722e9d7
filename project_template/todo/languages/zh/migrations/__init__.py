"""这里的每个文件是数据库的一步：`makemigrations` 写下它，`migrate` 走完它。"""
