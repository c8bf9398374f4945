"""Signs: from minting a code to reading its results (docs/signs.md).

`codes` mints, `links` says where a code leads, `page` is what the short link opens, `counting` counts without following
anybody, `properties` knows the titles of what the CRM offers. The registry itself is in the store.
"""
