"""Word lists in each format, and what is said of those that can't be read."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stancekit_lexicons.formats import FORMATS, SHIPPED, load_lexicon

from stancekit.errors import RecordError

LIWC = """%
1\tpush
\t02\tmercy (kind words)
3   talk
%

press*\t1
or else\t01
mild\t 2  3
:)\t2
why?  3
"""
YOSHIKODER = """<?xml version="1.0" encoding="UTF-8"?>
<dictionary style="050805" patternengine="substring">
  <cnode name="my list" desc="">
    <cnode name="push" desc=""><pnode name="press*"/>
      <cnode name="hard"><pnode name="or else" score="2"></pnode></cnode></cnode>
    <cnode name="talk"><pnode name="why?"/></cnode>
  </cnode>
</dictionary>
"""
WORDSTAT = """PUSH
   \tHARD
   \t\tOR_ELSE (2)
   \t\t@RULE1 [PRESS NEAR TALK /C 5] (1)
\tSOFT
\t\tPRESS* (1)
TALK
\tCAFÉ (0.5)
"""


def entries(path):
    return [(e.category, e.text, e.weight) for e in load_lexicon(path).entries]


SETTINGS = 'file = "w.csv"\nnegation = "turned"\nscope = "clause"\n'

SAME = [("push", "press*", 1), ("push", "or else", 2), ("talk", "mild", 1)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "entry,category,weight\npress*,push,1\nor else,push,2\nmild,talk,\n"),
        ("b.csv", "Word;Score;Sentiment;Comment\npress*;1,0;push;\nor else;2;push;ha\nmild;1;talk"),
        ("c.tsv", "term\tcategory\tweight\npress*\tpush\t1\n\nor else\tpush\t2\nmild\ttalk\t1\n"),
        ("d.csv", "word,push,talk\npress*,X,\nor else,2,0\nmild,,x\n"),
        ("e.txt", "# mine\n[push]\npress*\nor else\t2\n\n[talk]\nmild\n"),
        ("f.yml", "push:\n- press*\n- or else: 2\ntalk: mild\n"),
        ("g.yaml", "push: {press*: 1, or else: 2}\ntalk: [mild]\n"),
        ("h.json", '{"push": ["press*", {"or else": 2}], "talk": "mild"}'),
        ("i.toml", '[categories]\npush = ["press*", {"or else" = 2}]\ntalk = "mild"\n'),
        ("j.toml", '[categories.push]\n"press*" = 1\n"or else" = 2\n[categories.talk]\nmild = 1\n'),
        (
            "k.csv",
            '\ufeffentry,category,weight\r\npress*,push,1\r\n"or\nelse",push,2\r\nmild,talk,1',
        ),
        ("l.dicx", "DicTerm,push,talk\npress*,X,\nor else,2,\nmild,,X\n"),
    ],
)
def test_one_list_in_each_of_our_formats(write, name, content):
    assert entries(write(name, content)) == SAME


def test_a_list_without_categories_is_one_of_its_files_name(write):
    assert entries(write("push.txt", "press*\nor else\n")) == [
        ("push", "press*", 1),
        ("push", "or else", 1),
    ]
    bare = entries(write("push.csv", "press*\nor else\n"))
    assert bare == entries(write("push.tsv", "word\npress*\nor else"))


def test_liwc(write):
    assert entries(write("l.dic", LIWC)) == [
        ("push", "press*", 1),
        ("push", "or else", 1),
        ("mercy (kind words)", "mild", 1),
        ("talk", "mild", 1),
        ("mercy (kind words)", ":)", 1),
        ("talk", r"why\?", 1),
    ]


def test_what_liwc_makes_depend_on_other_words_is_noted(write):
    text = "%\n1\tpush\n2\ttalk\n%\nlike\t(1 2)1/2\t(02)2\t1\nkind <of>\t1\nnew\t2\t9\n"
    lexicon = load_lexicon(write("l.dic", text))
    assert [(e.text, e.category) for e in lexicon.entries] == [("like", "push"), ("new", "talk")]
    assert [note.partition("l.dic:")[2][:8] for note in lexicon.notes] == [
        "5: 'like",
        "6: 'kind",
        "7: 'new'",
    ]


def test_yoshikoder_and_lexicoder_2(write):
    expected = [("push", "press*", 1), ("push.hard", "or else", 2), ("talk", r"why\?", 1)]
    assert entries(write("y.ykd", YOSHIKODER)) == expected
    flat = YOSHIKODER.replace('<cnode name="my list" desc="">', "").replace(
        "  </cnode>\n</d", "</d"
    )
    assert entries(write("y.lcd", flat)) == expected


def test_lexicoder_3(write):
    text = "+push\npress*\n  or else\n++hard\nwhy?\n+talk\nmild\n"
    assert entries(write("l.lc3", text)) == [
        ("push", "press*", 1),
        ("push", "or else", 1),
        ("push.hard", r"why\?", 1),
        ("talk", "mild", 1),
    ]


def test_wordstat(write, count):
    path = write("w.cat", WORDSTAT.encode("cp1252"))
    assert entries(path) == [
        ("PUSH.HARD", "OR_ELSE", 2),
        ("PUSH.SOFT", "PRESS*", 1),
        ("TALK", "CAFÉ", 0.5),
    ]
    notes = load_lexicon(path).notes
    assert "w.cat:8: isn't UTF-8" in notes[0]
    assert "w.cat:4: the proximity rule" in notes[1]
    with pytest.warns(UserWarning, match="and 1 notes more"):
        assert count(path, "or else") == {"PUSH.HARD": 2}


def test_quanteda_yaml_keeps_norway_and_entries_beside_categories(write):
    text = "NO: [Norway, Oslo, no, 1814]\nEU:\n  __: [union]\n  FR: [Paris]\n"
    assert entries(write("q.yml", text)) == [
        ("NO", "Norway", 1),
        ("NO", "Oslo", 1),
        ("NO", "no", 1),
        ("NO", "1814", 1),
        ("EU", "union", 1),
        ("EU.FR", "Paris", 1),
    ]


def test_toml_names_a_list_and_says_how_it_is_counted(write):
    write("w.csv", "entry\npress*\n")
    lexicon = load_lexicon(write("how.toml", SETTINGS))
    assert lexicon.categories == ["w"]
    assert (lexicon.settings.negation, lexicon.settings.scope) == ("turned", "clause")


def test_encodings(write):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert entries(write("e.txt", "café".encode(encoding))) == [("e", "café", 1)]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_lists_that_come_along_hold_nothing_twice(name):
    assert load_lexicon(name).notes == ()


BAD = [
    ("a.csv", "entry,category\nx,y\n*,y\n", 3, "nothing but wildcards"),
    ("a.csv", "entry,category\nx,\n", 2, "no category"),
    ("a.csv", "entry,category\n,y\n", 2, "no entry"),
    ("a.csv", "entry,weight\nx,much\n", 2, "'much' is no number"),
    ("a.csv", "entry,weight\nx,nan\n", 2, "weighs nan"),
    ("a.csv", "entry,category\nx,y,z\n", 2, "has 3 cells"),
    ("a.csv", "foo,bar\nx,y\n", 1, "no column is called 'entry'"),
    ("a.csv", "entry,category,wieght\nx,y,1\n", 1, "'wieght'"),
    ("a.csv", 'entry,category\n"x,y\n', 2, "quotation marks"),
    ("a.csv", "entry,weight\nOr else,1\nor  ELSE,2\n", 3, "1 in line 2"),
    ("a.csv", "entry\n" + "a " * 40 + "\n", 2, "40 words"),
    ("a.csv", "", None, "holds no entry"),
    ("a.txt", "x\tmuch\n", 1, "'much'"),
    ("a.txt", b"x\n\x81\n", 2, "save it as UTF-8"),
    ("a.txt", b"x\n\x00\n", 2, "isn't text"),
    ("a.txt", "x\n__\n", 2, "has no word"),
    ("a.yml", "- x\n", 1, "isn't a mapping"),
    ("a.yml", "a: [x\nb: y\n", 2, "isn't YAML"),
    ("a.yml", "a: &p [x]\nb: *p\n", 2, "alias"),
    ("a.yml", "a: [x]\nb: [y]\na: [z]\n", 3, "twice"),
    ("a.yml", "a:\n- [x]\n", 2, "a list stands in the list"),
    ("a.yml", "a: " + "[" * 50_000, 1, ""),
    ("a.yml", "{a: " * 50_000, 1, ""),
    ("a.yml", "a: [x]\n---\nb: [y]\n", 2, "another document"),
    ("a.yml", "a:\n- '*'\n", 2, "wildcards"),
    ("a.toml", 'a = ["x"]\n', None, "is no setting"),
    ("a.toml", "[categories]\na = [1]\n", None, "no entry"),
    ("a.toml", "[categories\n", 1, "isn't TOML"),
    ("a.toml", 'negation = "maybe"\n[categories]\na = "x"\n', None, "negation is one of"),
    ("a.toml", 'scope = 0\n[categories]\na = "x"\n', None, "scope is a number"),
    ("a.toml", 'file = "none.csv"\n', None, "no such file"),
    ("a.dic", "x\t1\n", 1, "isn't a LIWC dictionary"),
    ("a.dic", "%\n1\ta\n%\nx\n", 4, "no category's number"),
    ("a.dic", "%\n1\ta\n01\tb\n%\nx\t1\n", 3, "stands here twice"),
    ("a.dic", "%\n1\ta\n%\nx\t1\ty\n", 4, "'y'"),
    ("a.lc3", "x\n+a\n", 1, "before the first category"),
    ("a.lc3", "+\nx\n", 1, "no name"),
    ("a.cat", "\tx (1)\n", 1, "before the first category"),
    ("a.ykd", "<a>\n</a>\n", 1, "begins with <a>"),
    (
        "a.ykd",
        "<dictionary>\n<cnode name='a'>\n<pnode name='x'>\n</cnode>\n</dictionary>",
        4,
        "XML",
    ),
    ("a.ykd", "<!DOCTYPE d [<!ENTITY a 'b'>]>\n<dictionary/>", 1, "document type"),
    ("a.ykd", "<dictionary patternengine='regexp'/>", 1, "regular expressions"),
    ("a.ykd", "<dictionary>\n<pnode name='x'/></dictionary>", 2, "in no cnode"),
    ("a.docx", "x", None, ".ykd"),
]


@pytest.mark.parametrize(("name", "content", "line", "words"), BAD)
def test_what_is_wrong_is_one_line_with_file_line_and_mend(write, name, content, line, words):
    path = write(name, content)
    with pytest.raises(RecordError) as caught:
        load_lexicon(path)
    message = str(caught.value)
    # What is wrong with a file that another one names is that file's.
    assert message.startswith(path.replace("a.toml", "none.csv") if "such" in words else path)
    assert caught.value.line == line
    assert words in message
    assert "\n" not in message


def test_a_missing_file_names_the_lists_that_come_along():
    with pytest.raises(RecordError, match=r"nowhere\.csv: there is no such file.*hedges, threats"):
        load_lexicon("nowhere.csv")


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(sorted(FORMATS)),
    st.lists(
        st.sampled_from(
            [
                *"""entry x % + - : , [ ] { } " &a *a (1) @ # <of> <dictionary> <cnode> <pnode/> = 1
                1/2 nan 🙂 --- !!int ? __ \\""".split(),
                *" \n\t\0\x85\u2028\udc80",
            ]
        ),
        max_size=30,
    ).map("".join),
)
def test_whatever_a_file_holds_it_is_read_or_told_of(tmp_path, suffix, content):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        lexicon = load_lexicon(str(path))
    except RecordError as error:
        assert "\n" not in str(error)
    else:
        assert lexicon.entries
