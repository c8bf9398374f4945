"""Draws a flow: `picture` decides what is in it, `mermaid` and `svg` how it looks.

What is drawn was found by talking to the machine (`flows/proof.py`), so the picture cannot say anything else than what
happens.
"""
