"""How what a person says is heard, a module for each kind of thing.

said      everything that is said comes in here: which round it belongs to, after how long a silence
codes     a sign's code begins a round or changes the property
text      what ends everything, a code, an option, a word that always works, or an answer, in this order
options   what is shown to choose from
answers   the answer to what is pending; `meanings` where it is no value
echoes    our own words, said back
pieces    one answer in several bubbles
wordless  cards, media, somebody else's words
edits     an edited message
"""
