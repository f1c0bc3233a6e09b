"""The page cache: pages that are the same for everybody, served from memory before Django is called.

`application.PageCache` wraps the WSGI application, and `store` keeps its responses by `cache_key`. Views add cache tags
(`fastpath.cache_tags`); triggers of the database (`triggers`) send the tags of what changes, and `listener` purges.
"""
