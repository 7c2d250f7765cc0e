"""Writes language/en/said.toml: how everyday words sound of which the rules give something else.

    python benchmarks/misheard/everyday_sounds.py cmudict.dict

The file is that of the CMU Pronouncing Dictionary (https://github.com/cmusphinx/cmudict).
"""

import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from voiceprep.feedback import phonetics
from voiceprep.language import tables

ENGLISH = replace(tables("en"), said={})
SIGNS = dict(
    pair.split("=")
    for pair in (
        "AA=o AE=a AH=u AO=o AW=W AY=I B=b CH=C D=d DH=T EH=e EY=A F=f G=g HH=h IH=i IY=E JH=J K=k"
        " L=l M=m N=n NG=N OW=O OY=Y P=p R=r S=s SH=S T=t TH=T UH=U UW=U V=v W=w Y=y Z=z ZH=Z"
        " ER0=ur ER1=er ER2=er"
    ).split()
)
HEAD = """\
# How everyday words sound where the rules of sounds.toml give something else. From the CMU
# Pronouncing Dictionary, by benchmarks/misheard/everyday_sounds.py.
#
"""


def sounds(phones: list[str]) -> str:
    return "".join(SIGNS.get(phone) or SIGNS[phone.rstrip("012")] for phone in phones)


def main() -> None:
    path = Path(sys.argv[1])
    notice = (path.parent / "LICENSE").read_text(encoding="utf-8").splitlines()
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        word, *phones = line.split("#")[0].split()
        if word in ENGLISH.everyday | ENGLISH.function_words:
            said = sounds(phones)
            if said != phonetics.sounds(word, ENGLISH):
                words.append(f"{word} {said}")
    text = HEAD + "".join(f"# {line}".rstrip() + "\n" for line in notice)
    text += '\nwords = """\n' + "\n".join(words) + '\n"""\n'
    target = files("voiceprep.language").joinpath("en", "said.toml")
    Path(str(target)).write_text(text, encoding="utf-8")
    print(f"{len(words)} words; written to {target}")


if __name__ == "__main__":
    main()
