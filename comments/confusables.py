"""Letters that look like others, folded together for comparison. Nothing that is folded is ever shown.

Made by us for word lists and names, not for security decisions (Unicode's own list, UTS #39, is far longer): capital
and small letters arrive here casefolded and in NFKC, so full-width, mathematical and circled letters are gone already.
"""

_LOOK_ALIKES = {
    "a": "аɑαａᴀ",
    "b": "ƅьʙβ",
    "c": "сϲⅽᴄ",
    "d": "ԁⅾᴅ",
    "e": "еєεҽᴇ",
    "f": "ғꜰ",
    "g": "ɡցɢ",
    "h": "һհʜ",
    "i": "іιıɩⅰӏǀɪ",
    "j": "јϳᴊ",
    "k": "кκᴋ",
    "l": "ⅼʟ",
    "m": "мⅿᴍ",
    "n": "пոηɴ",
    "o": "оοօσᴏ",
    "p": "рρᴘ",
    "q": "ԛգ",
    "r": "гᴦʀ",
    "s": "ѕʂꜱ",
    "t": "тτᴛ",
    "u": "υսᴜ",
    "v": "ѵνⅴᴠ",
    "w": "ԝωᴡ",
    "x": "хχⅹ",
    "y": "уүγʏ",
    "z": "ᴢ",
    "ae": "æ",
    "oe": "œ",
    "ss": "ß",
}
LOOK_ALIKES = str.maketrans({mark: plain for plain, marks in _LOOK_ALIKES.items() for mark in marks})

# What stands for a letter inside a word, as in “pr1ze”. Numbers are left alone.
IN_WORDS = str.maketrans(
    {"0": "o", "1": "i", "!": "i", "|": "i", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t"}
)
