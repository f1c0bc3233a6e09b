"""The page cache: pages that are the same for everybody, answered from memory before Django begins.

`application.PageCache` wraps the WSGI application; `pages` keeps what it answered, `variants` in the encodings that
browsers ask for; `flights` are pages in the making; `listener` hears from the database what changed; `marker` tells
staff, who always get a new page; `surrogate` and `caches_in_front` are for Varnish or a CDN.
Which keys a page has, its view says (`fastpath.cache_tags`); which keys a change purges, the database does, by triggers
(migration 0010): no door that changes something can forget it. docs/developing.md tells the whole way.
"""
