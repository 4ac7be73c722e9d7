"""The guest book, as an app: models, views, urls, templates. Your files of stage 14 come in here."""
